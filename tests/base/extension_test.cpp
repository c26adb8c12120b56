#include "base/extension.h"

#include <array>
#include <string_view>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

TEST_CASE("an extension is supported or refused") {
  constexpr std::array<std::string_view, 3> kKnown = {"m3u", "m3u8", "tsv"};
  CHECK(supported_extension("a/next.m3u8", kKnown) == "m3u8");
  CHECK(supported_extension("NEXT.M3U", kKnown) == "m3u");
  for (const char* none : {"-", "next", "/dev/full", "a.pls/next", ".hidden", ""})
    CHECK(supported_extension(none, kKnown).empty());
  CHECK_THROWS_WITH_AS(supported_extension("mix.pls", kKnown),
                       "mix.pls: unsupported extension .pls, expected .m3u, .m3u8 or .tsv", Error);
}
