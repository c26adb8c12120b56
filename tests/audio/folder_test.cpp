#include "audio/folder.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;

TEST_CASE("audio files are found below a folder, in order") {
  const test::TemporaryFolder folder;
  for (const char* name :
       {"b/2.wav", "b/10.WAV", "a/x.mp3", "a/cover.jpg", "c.flac", "notes.txt", "d.wav/e.ogg"})
    folder.file(name, "x");
  std::filesystem::create_directory_symlink(folder.path(), folder.path("a/circle"));
  std::filesystem::create_symlink("nowhere", folder.path("a/dangling.wav"));
  std::vector<std::string> failures;
  std::vector<std::string> expected;
  for (const char* name :
       {"a/dangling.wav", "a/x.mp3", "b/10.WAV", "b/2.wav", "c.flac", "d.wav/e.ogg"})
    expected.push_back(folder.path(name));
  CHECK(audio::audio_files(folder.path(), failures) == expected);
  CHECK(failures.empty());
}

TEST_CASE("a folder that is not there is an error") {
  const test::TemporaryFolder folder;
  std::vector<std::string> failures;
  CHECK_THROWS_AS(audio::audio_files(folder.path("none"), failures), Error);
}
