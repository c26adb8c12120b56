#include "audio/folder.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;

TEST_CASE("audio files are found below a folder, in order") {
  const test::TemporaryFolder folder;
  for (const char* name : {"b/2.wav", "b/10.WAV", "a/x.mp3", "a/cover.jpg", "c.flac", "notes.txt",
                           "d.wav/e.ogg", "._c.flac", "a/.x.mp3", ".hidden/y.wav"})
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

TEST_CASE(
    "hidden and deleted files and ignored folders are left out, and several dots hide nothing") {
  const test::TemporaryFolder folder;
  for (const char* name :
       {"#recycle/a.wav", "$RECYCLE.BIN/b.wav", "x/@eaDir/c.wav", "lost+found/c.wav",
        "podcasts/d.wav", "podcasts/e/f.wav", "old/g.wav", "...And Justice for All/One.flac",
        "...Baby One More Time.flac", "..two.flac", "mix/live.wav", "mix/studio.wav",
        "mix/demos/h.wav", "mix/in/live.wav", "mix/in/keep live.wav"})
    folder.file(name, "x");
  folder.file("podcasts/.nomedia", "");
  folder.file("old/.ndignore", "# nothing but a comment\n");
  folder.file("mix/.melsiftignore", "live.*\n*live.wav\n!keep*\ndemos/\n");
  std::vector<std::string> failures, expected;
  for (const char* name : {"...And Justice for All/One.flac", "...Baby One More Time.flac",
                           "..two.flac", "mix/in/keep live.wav", "mix/studio.wav"})
    expected.push_back(folder.path(name));
  CHECK(audio::audio_files(folder.path(), failures) == expected);
  // A named folder is always walked, whatever it contains.
  CHECK(audio::audio_files(folder.path("podcasts"), failures).size() == 2);
  CHECK(audio::audio_files(folder.path("#recycle"), failures).size() == 1);
  CHECK(failures.empty());
}

TEST_CASE("a link to a folder gives the same files") {
  const test::TemporaryFolder folder, other;
  folder.file("real/a.wav", "x");
  other.file("b.wav", "x");
  namespace fs = std::filesystem;
  fs::create_directory_symlink("real", folder.path("link"));
  fs::create_directory_symlink(other.path(), folder.path("out"));
  fs::create_directory_symlink(other.path(), folder.path("out again"));
  std::vector<std::string> failures;
  CHECK(audio::audio_files(folder.path(), failures) ==
        std::vector{folder.path("out/b.wav"), folder.path("real/a.wav")});
  CHECK(failures.empty());
}

TEST_CASE("a missing folder is an error") {
  const test::TemporaryFolder folder;
  std::vector<std::string> failures;
  CHECK_THROWS_AS(audio::audio_files(folder.path("none"), failures), Error);
}

TEST_CASE("a walk returns one file after another") {
  const test::TemporaryFolder folder;
  for (const char* name : {"a.wav", "a/1.wav", "a/2/3.wav", "a-b.wav", "b/none.txt"})
    folder.file(name, "x");
  for (const std::string& top : {folder.path(), folder.path() + "/"}) {
    audio::FolderWalk walk(top);
    for (const char* name : {"a/1.wav", "a/2/3.wav", "a-b.wav", "a.wav"}) {
      const auto path = walk.next();
      REQUIRE(path);
      CHECK(std::filesystem::path(*path).lexically_normal() == folder.path(name));
    }
    CHECK_FALSE(walk.next());
    CHECK_FALSE(walk.next());
  }
  CHECK_FALSE(audio::FolderWalk(folder.path("b")).next());
}

TEST_CASE("files that vanish during a walk are reported, and the walk continues") {
  const test::TemporaryFolder folder;
  for (const char* name : {"a.wav", "b/1.wav", "c.wav"}) folder.file(name, "x");
  audio::FolderWalk walk(folder.path());
  CHECK(walk.next() == folder.path("a.wav"));
  std::filesystem::remove_all(folder.path("b"));
  CHECK_THROWS_WITH_AS(
      walk.next(), (folder.path("b") + ": can't list: No such file or directory").c_str(), Error);
  CHECK(walk.next() == folder.path("c.wav"));
}
