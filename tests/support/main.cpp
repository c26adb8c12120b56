// The main() of every test program: that of doctest, with a separate exit code for skipped tests.
// The precompiled header contains doctest's declarations; this adds the implementation.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "support/support.h"

int main(int argc, char** argv) {
  const int failed = doctest::Context(argc, argv).run();
  const bool skipped = melsift::test::print_skipped();
  return failed == 0 && skipped ? melsift::test::kSkipped : failed;
}
