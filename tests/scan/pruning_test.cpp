// Tracks whose file is gone.
#include "scan/pruning.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "support/support.h"

using namespace melsift;
namespace fs = std::filesystem;

namespace {

// A catalogue with these files in a folder "music".
struct Library {
  test::TemporaryFolder folder;
  catalogue::Store store =
      catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);

  std::string path(const std::string& name = "") const {
    return folder.path(name.empty() ? "music" : "music/" + name);
  }
  void add(const std::string& name) {
    fs::create_directories(fs::path(path(name)).parent_path());
    folder.file("music/" + name, name);
    record::Record record;
    record.path = path(name);
    store.put_file(record, {*file_stamp(record.path), 1, "settings"});
  }
  scan::LostTracks find(bool prune) {
    const std::vector<std::string> paths = {path(), path("a")};  // one is in the other
    return scan::find_lost_tracks(store, paths, prune);
  }
};

}  // namespace

TEST_CASE("lost tracks are counted once, and dropped on request") {
  Library library;
  for (const char* name : {"a/1.wav", "a/2.wav", "b/3.wav"}) library.add(name);
  CHECK(library.find(true).lost == 0);
  CHECK(library.store.track_count() == 3);

  fs::remove(library.path("a/1.wav"));
  auto tracks = library.find(false);
  CHECK(tracks.lost == 1);
  CHECK(tracks.kept == 0);
  CHECK(library.store.track_count() == 3);

  library.store.put_failure({library.path("a/bad.wav"), FileStamp{}, "settings", "is empty"});
  library.store.put_failure({library.path("a/2.wav"), FileStamp{}, "settings", "is empty"});
  tracks = library.find(true);
  CHECK(tracks.lost == 1);
  CHECK(tracks.kept == 0);
  CHECK(library.store.track_count() == 2);
  CHECK_FALSE(library.store.find_track(library.path("a/1.wav")));
  CHECK_FALSE(library.store.find_failure(library.path("a/bad.wav")));
  CHECK(library.store.find_failure(library.path("a/2.wav")));
}

TEST_CASE("tracks of an empty folder or behind a broken link are kept") {
  Library library;
  for (const char* name : {"a/1.wav", "b/2.wav", "b/3.wav"}) library.add(name);
  fs::remove(library.path("a/1.wav"));  // as an unmounted disk looks
  fs::remove(library.path("b/2.wav"));
  const auto tracks = library.find(true);
  CHECK(tracks.lost == 1);
  CHECK(tracks.kept == 1);
  CHECK(library.store.find_track(library.path("a/1.wav")));
  CHECK_FALSE(library.store.find_track(library.path("b/2.wav")));
  CHECK(library.find(false).lost == 1);  // still gone
}

TEST_CASE("tracks elsewhere are left alone") {
  Library library;
  for (const char* name : {"a/1.wav", "b/2.wav", "b/3.wav"}) library.add(name);
  fs::remove(library.path("b/2.wav"));
  const std::vector<std::string> paths = {library.path("a")};
  CHECK(scan::find_lost_tracks(library.store, paths, true).lost == 0);
  CHECK(library.store.track_count() == 3);
}

TEST_CASE("a scan of a path that is gone may not prune") {
  Library library;
  library.add("a/1.wav");
  CHECK(scan::may_prune(std::vector{library.path(), library.path("a/1.wav")}));
  CHECK_FALSE(scan::may_prune(std::vector{library.path(), library.path("c")}));
  CHECK(scan::may_prune({}));
}
