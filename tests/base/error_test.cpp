#include "base/error.h"

#include <cerrno>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("an error's message begins with the culprit") {
  const Error error(ErrorKind::unsupported, "clip07.wav", "3 channels, expected 1 or 2");
  CHECK(std::string(error.what()) == "clip07.wav: 3 channels, expected 1 or 2");
  CHECK(error.kind() == ErrorKind::unsupported);
}

TEST_CASE("a system error knows a missing file from a failing disk") {
  CHECK(system_error("a.wav", "can't open", ENOENT).kind() == ErrorKind::not_found);
  CHECK(system_error("a.wav", "can't write", ENOSPC).kind() == ErrorKind::io);
  CHECK(std::string(system_error("a.wav", "can't open", ENOENT).what()) ==
        "a.wav: can't open: No such file or directory");
}
