#include "base/mapped_file.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;

TEST_CASE("a mapped file has the file's bytes, also after it was unloaded") {
  const test::TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ',';
  const MappedFile file(folder.file("a", text));
  CHECK(std::string_view(file.data(), file.size()) == text);
  file.unload();
  CHECK(std::string_view(file.data(), file.size()) == text);
}

TEST_CASE("an empty file is mapped, and a mapping moves") {
  const test::TemporaryFolder folder;
  MappedFile file(folder.file("empty", ""));
  CHECK(file.size() == 0);
  file.unload();
  file = MappedFile(folder.file("b", "bytes"));
  const MappedFile moved(std::move(file));
  CHECK(std::string_view(moved.data(), moved.size()) == "bytes");
}

TEST_CASE("what can't be mapped is named") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(MappedFile(folder.path("none")), Error);
  CHECK_THROWS_WITH_AS(MappedFile(folder.path()),
                       (folder.path() + ": is not a regular file").c_str(), Error);
}
