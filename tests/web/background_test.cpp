// Parts of the server other than requests: the library, folders, uploads, the queue, events.
#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "catalogue/store.h"
#include "support/failing_call.h"
#include "support/support.h"
#include "web/analysis_queue.h"
#include "web/events.h"
#include "web/exchange.h"
#include "web/folders.h"
#include "web/library.h"
#include "web/uploads.h"

using namespace melsift;
using namespace melsift::web;
using namespace std::chrono_literals;

namespace {

record::Record track(const std::string& path, const std::string& title) {
  record::Record record;
  record.path = path;
  record.title = title;
  record.genre = {"rock"};
  return record;
}

void wait_for(const std::function<bool()>& what) {
  for (int i = 0; i < 500 && !what(); ++i) std::this_thread::sleep_for(10ms);
  CHECK(what());
}

}  // namespace

TEST_CASE("the library has likes of clients and changes of other programs") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("library.db");
  auto other = catalogue::Store::open(path, catalogue::Mode::write);
  other.put(track("/music/a.wav", "Ärger, Путь"), "");
  std::atomic<std::size_t> told{0};
  Library library(path, [&](const Snapshot& snapshot) { told = snapshot.tracks.size(); });
  const auto before = library.snapshot();
  REQUIRE(before->ids.size() == 1);
  CHECK(before->search[0] == " arger путь ");

  CHECK(library.set_liked(before->ids[0], true));
  const auto liked = library.snapshot();
  CHECK(liked->tracks.record(0).liked == true);
  CHECK(liked->liked == 1);
  CHECK(liked->number != before->number);
  CHECK_FALSE(before->tracks.record(0).liked);  // never changes
  CHECK(other.track(before->ids[0]).liked == true);
  CHECK(library.set_liked(before->ids[0], std::nullopt));
  CHECK_FALSE(library.snapshot()->tracks.record(0).liked);
  CHECK_FALSE(library.set_liked(999, true));
  CHECK(told == 0);

  other.put(track("/music/b.wav", "B"), "");
  library.refresh();
  wait_for([&] { return library.snapshot()->tracks.size() == 2; });
  wait_for([&] { return told == 2; });
  // A like of a track that was added a moment ago, and many at once.
  other.put(track("/music/c.wav", "C"), "");
  const auto newest = other.find_track("/music/c.wav");
  REQUIRE(newest);
  std::vector<std::future<bool>> said;
  for (int i = 0; i < 20; ++i)
    said.push_back(
        std::async(std::launch::async, [&, i] { return library.set_liked(*newest, i % 2 == 0); }));
  for (auto& one : said) CHECK(one.get());
  CHECK(library.set_liked(*newest, false));
  wait_for([&] { return library.snapshot()->disliked == 1; });
}

TEST_CASE("folders are known by ids, and links do not lead out of them") {
  const test::TemporaryFolder folder;
  for (const char* name : {"music/a", "music/.hidden", "elsewhere", "music/a/b"})
    std::filesystem::create_directories(folder.path(name));
  folder.file("music/one.wav", "1");
  folder.file("elsewhere/secret.wav", "2");
  std::filesystem::create_symlink(folder.path("elsewhere"), folder.path("music/out"));
  std::filesystem::create_symlink(folder.path("elsewhere/secret.wav"),
                                  folder.path("music/link.wav"));
  std::filesystem::create_symlink(folder.path("music/one.wav"), folder.path("music/inner.wav"));
  ::mkfifo(folder.path("music/pipe.wav").c_str(), 0600);
  Folders folders({folder.path("music")});
  REQUIRE(folders.roots().size() == 1);
  const Folder root = folders.roots()[0];
  CHECK(root.name == "music");
  const auto inside = folders.in(root.id);
  REQUIRE(inside);
  REQUIRE(inside->size() == 1);
  CHECK(inside->front().name == "a");
  CHECK(folders.in(root.id)->front().id == inside->front().id);
  const auto deeper = folders.in(inside->front().id);
  REQUIRE(deeper);
  const auto way = folders.parents_of(deeper->front().id);
  REQUIRE(way.size() == 3);
  CHECK(way[0].name == "music");
  CHECK(way[2].name == "b");
  for (const char* id : {"", "..", "a", "/", "music"}) CHECK_FALSE(folders.in(id));
  // A folder that becomes a link to elsewhere.
  std::filesystem::remove_all(folder.path("music/a"));
  std::filesystem::create_symlink(folder.path("elsewhere"), folder.path("music/a"));
  CHECK_FALSE(folders.path_of(inside->front().id));
  CHECK_FALSE(folders.in(inside->front().id));

  CHECK(folders.open(folder.path("music/one.wav")));
  CHECK(folders.open(folder.path("music/inner.wav")));
  for (const char* name :
       {"music/link.wav", "music/out/secret.wav", "elsewhere/secret.wav", "music/pipe.wav", "music",
        "music/none.wav", "music/../elsewhere/secret.wav", "music/./one.wav"}) {
    CAPTURE(name);
    CHECK_FALSE(folders.open(folder.path(name)));
  }
  for (const int shortage : {EMFILE, ENFILE, ENOMEM, EIO}) {
    const test::FailingCall failure("open", 1, shortage, "one.wav");
    CHECK_THROWS_AS(folders.open(folder.path("music/one.wav")), Refusal);
    CHECK(folders.open(folder.path("music/one.wav")));
  }
  CHECK_FALSE(folders.holds(folder.path("musical/one.wav")));
  CHECK_FALSE(folders.holds("one.wav"));
  CHECK_FALSE(folders.holds(""));
  CHECK_THROWS_AS(Folders({folder.path("music/one.wav")}), Error);
  CHECK_THROWS_AS(Folders({folder.path("none")}), Error);
}

TEST_CASE("a search uses words without diacritics, or symbols if there are no words") {
  using Words = std::vector<std::string>;
  CHECK(search_words("Blue \u00d6yster") == Words{"blue", "oyster"});
  CHECK(search_words("P!nk") == Words{"p", "nk"});
  CHECK(search_words("!!!") == Words{"!!!"});
  CHECK(search_words(" ").empty());
  record::Record record;
  record.artist = "!!!";
  record.title = "Jamie, My Intentions Are Bass";
  const Snapshot snapshot({record}, {1}, 1);
  CHECK(snapshot.search[0].find(" !!! ") != std::string::npos);
  CHECK(snapshot.search[0].find(" jamie ") != std::string::npos);
}

TEST_CASE("uploads are kept, the latest hundred of them") {
  Uploads uploads;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < Uploads::kMax + 1; ++i) {
    analysis::Analysis analysed;
    analysed.record.title = std::to_string(i);
    ids.push_back(uploads.add(std::move(analysed)));
    REQUIRE(uploads.find(ids[0]));  // used, and so kept
  }
  CHECK(uploads.find(ids[0])->analysis.record.title == "0");
  CHECK_FALSE(uploads.find(ids[1]));
  CHECK(uploads.find(ids.back()));
  CHECK_FALSE(uploads.find(""));
  // By their size, too.
  for (int i = 0; i < 4; ++i) {
    analysis::Analysis analysed;
    analysed.samples.resize(Uploads::kMaxBytes / 6);
    ids.push_back(uploads.add(std::move(analysed)));
  }
  CHECK_FALSE(uploads.find(ids[0]));
  CHECK_FALSE(uploads.find(*(ids.end() - 4)));
  CHECK(uploads.find(*(ids.end() - 3)));
}

TEST_CASE("the queue is limited, and drops cancelled jobs") {
  AnalysisQueue queue(1, 2);
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::atomic<int> done{0};
  std::atomic<bool> wanted{true};
  const auto work = [&] {
    gone.wait();
    ++done;
  };
  const auto run = [&](const std::function<bool()>& is_wanted) {
    return std::async(std::launch::async, [&, is_wanted] { return queue.run(work, is_wanted); });
  };
  auto first = run([] { return true; });
  std::this_thread::sleep_for(100ms);
  auto second = run([] { return true; });
  auto third = run([&] { return wanted.load(); });
  wait_for([&] { return queue.waiting() == 2; });
  CHECK(queue.run(work, [] { return true; }) == AnalysisQueue::Outcome::full);
  wanted = false;
  CHECK(third.get() == AnalysisQueue::Outcome::unwanted);
  CHECK(queue.waiting() == 1);
  go.set_value();
  CHECK(first.get() == AnalysisQueue::Outcome::done);
  CHECK(second.get() == AnalysisQueue::Outcome::done);
  CHECK(done == 2);
  const auto broken = [&] {
    queue.run([] { throw std::runtime_error("broken"); }, [] { return true; });
  };
  CHECK_THROWS_WITH(broken(), "broken");
}

TEST_CASE("late listeners get the state, not the history") {
  Events events(2);
  events.publish("analysis", "1");
  events.publish_state("scan", "1");
  events.publish_state("scan", "2");
  int pair[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  events.adopt(pair[0]);
  events.publish_state("scan", "3");
  const std::string wanted = "event: scan\ndata: 2\n\nevent: scan\ndata: 3\n\n";
  std::string got;
  char byte = 0;
  while (got.size() < wanted.size() && ::recv(pair[1], &byte, 1, 0) == 1) got += byte;
  CHECK(got == wanted);
  ::close(pair[1]);
}

TEST_CASE("listeners that do not read events are dropped, and the others continue") {
  Events events(2, 20ms);
  int pairs[2][2];
  for (auto& pair : pairs) {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    events.adopt(pair[0]);
  }
  int beyond[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, beyond) == 0);
  events.adopt(beyond[0]);
  char byte = 0;
  CHECK(::recv(beyond[1], &byte, 1, 0) == 0);  // no room
  CHECK(events.listeners() == 2);
  // One listener reads everything; the other nothing, until it is dropped.
  std::atomic<std::size_t> got{0};
  std::jthread reader([&] {
    std::vector<char> block(65536);
    for (ssize_t count; (count = ::recv(pairs[0][1], block.data(), block.size(), 0)) > 0;)
      got += static_cast<std::size_t>(count);
  });
  const std::string data(10000, 'x');
  for (int i = 0; i < 500; ++i) {
    events.publish("scan", data);
    std::this_thread::sleep_for(1ms);
  }
  wait_for([&] { return events.listeners() == 1; });
  wait_for([&] { return got >= 500 * data.size(); });
  ::shutdown(pairs[0][1], SHUT_RDWR);
  wait_for([&] { return events.listeners() == 0; });
  for (const int socket : {pairs[0][1], pairs[1][1], beyond[1]}) ::close(socket);
}
