// The tracks of a list of paths.
#include "analysis/inputs.h"

#include <cerrno>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "analysis/input_file.h"
#include "analysis/small_model.h"
#include "base/error.h"
#include "base/file.h"
#include "support/failing_call.h"

using namespace melsift;
using analysis::Inputs;
using analysis::Track;

namespace {

struct Read {
  std::vector<Track> tracks;
  std::vector<std::string> failures;
  bool whole = false, had_files = false, had_records = false;
};

Read read_all(const std::vector<std::string>& paths,
              Inputs::Separator separator = Inputs::Separator::newline) {
  Read read;
  Inputs inputs(
      paths, [&](std::string_view message) { read.failures.emplace_back(message); }, separator);
  for (Track track; inputs.next(track);) read.tracks.push_back(track);
  read.whole = inputs.whole();
  read.had_files = inputs.had_files();
  read.had_records = inputs.had_records();
  return read;
}

std::vector<std::string> paths_of(const std::vector<Track>& tracks) {
  std::vector<std::string> paths;
  for (const Track& track : tracks) paths.push_back(track.record.path);
  return paths;
}

// Standard input with these bytes, through a pipe; they fit into its buffer.
class StandardInput {
 public:
  explicit StandardInput(std::string_view bytes) : before_(::dup(STDIN_FILENO)) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
  }
  ~StandardInput() {
    if (before_ < 0) return;
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int before_;
};

std::optional<std::size_t> count(const std::vector<std::string>& paths) {
  const Inputs inputs(paths, [](std::string_view) {});
  return inputs.count(std::stop_source().get_token());
}

}  // namespace

TEST_CASE("files, folders and records come in order, and are counted") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("music/b"));
  folder.file("music/b/2.wav", "");
  folder.file("music/a.mp3", "");
  folder.file("music/notes.txt", "");
  const std::string list = folder.file("list.jsonl", "{\"path\":\"x\"}\n\n{\"path\":\"y\"}\n");
  const std::string odd = folder.file("odd", "{\"path\":\"z\"}\n");  // no extension
  const std::vector<std::string> paths = {folder.path("one.xyz"), folder.path("music"), list, odd};
  const Read read = read_all(paths);
  CHECK(paths_of(read.tracks) == std::vector<std::string>{paths[0], folder.path("music/a.mp3"),
                                                          folder.path("music/b/2.wav"), "x", "y",
                                                          "z"});
  CHECK(read.tracks[0].where == paths[0]);
  CHECK(read.tracks[4].where == list + ":3");
  CHECK(read.failures.empty());
  CHECK(read.whole);
  CHECK(read.had_files);
  CHECK(read.had_records);
  CHECK(count({paths[0], paths[1]}) == 3);
  CHECK(count({odd}) == 1);
}

TEST_CASE("blanks at the ends of a list's lines belong to existing names only") {
  const test::TemporaryFolder folder;
  const std::string odd = folder.file("a.wav ", ""), plain = folder.file("b.wav", "");
  const std::string lines = odd + "\r\n  " + plain + " \n\t" + folder.path("c.wav") + " \n";
  const StandardInput list{std::string_view(lines)};
  CHECK(paths_of(read_all({"-"}).tracks) ==
        std::vector<std::string>{odd, plain, folder.path("c.wav")});
}

TEST_CASE("a list separated by NUL has any names") {
  const StandardInput list(std::string_view("a.wav\0 b\nc.wav \0\0{\"path\".wav\0PK\3\4.mp3", 37));
  const Read read = read_all({"-"}, Inputs::Separator::nul);
  CHECK(paths_of(read.tracks) ==
        std::vector<std::string>{"a.wav", " b\nc.wav ", "{\"path\".wav", "PK\3\4.mp3"});
  CHECK(read.had_files);
  CHECK(read.whole);
}

TEST_CASE("unreadable files are named and skipped") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("empty"));
  const std::string list =
      folder.file("list.jsonl", "{\"path\":\"x\"}\nnonsense\n{\"path\":\"y\"}\n");
  const Read read = read_all({folder.path("none.jsonl"), folder.path("empty"), list});
  CHECK(paths_of(read.tracks) == std::vector<std::string>{"x", "y"});
  REQUIRE(read.failures.size() == 3);
  CHECK(read.failures[0].starts_with(folder.path("none.jsonl") + ": "));
  CHECK(read.failures[1] == folder.path("empty") + ": no audio files in this folder");
  CHECK(read.failures[2].starts_with(list + ":2: "));
  CHECK_FALSE(read.whole);
  CHECK(count({folder.path("none.jsonl"), "song.wav"}) == 2);
}

TEST_CASE("shards follow each other, and report each failure once") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("music"));
  std::filesystem::create_directory(folder.path("empty"));
  for (const char* name : {"1.wav", "2.wav", "3.wav"})
    folder.file("music/" + std::string(name), "");
  const std::string list =
      folder.file("list.jsonl", "{\"path\":\"x\"}\nnonsense\n\n{\"path\":\"y\"}\n");
  const std::vector<std::string> paths = {folder.path("music"), folder.path("empty"), list,
                                          folder.path("missing.jsonl"), folder.path("one.wav")};
  const Read whole = read_all(paths);
  REQUIRE(whole.tracks.size() == 6);
  REQUIRE(whole.failures.size() == 3);
  for (const std::size_t shards : {1U, 2U, 3U, 8U, 20U}) {
    CAPTURE(shards);
    std::vector<std::string> tracks, failures;
    std::size_t counted = 0;
    for (std::size_t number = 1; number <= shards; ++number) {
      Inputs inputs(paths, [&](std::string_view message) { failures.emplace_back(message); });
      inputs.select({number, shards});
      counted += inputs.count({}).value_or(0);
      for (Track track; inputs.next(track);) tracks.push_back(track.record.path);
    }
    CHECK(tracks == paths_of(whole.tracks));
    CHECK(failures == whole.failures);
    CHECK(counted == count(paths));
  }
  Inputs piped({"-"}, [](std::string_view) {});
  CHECK_THROWS_WITH_AS(piped.select({1, 2}),
                       "standard input: a pipe can't be divided into shards; give files or folders",
                       Error);
}

TEST_CASE("standard input holds records, paths or audio") {
  const test::TemporaryFolder folder;
  {
    const StandardInput input("{\"path\":\"x\"}\n{\"path\":\"y\"}\n");
    const Read read = read_all({"-"});
    CHECK(paths_of(read.tracks) == std::vector<std::string>{"x", "y"});
    CHECK(read.tracks[1].where == "standard input:2");
    CHECK(read.had_records);
    CHECK_FALSE(read.had_files);
  }
  {
    const StandardInput input("a.wav\n\n  b c.wav \n");
    const Read read = read_all({"-"});
    CHECK(paths_of(read.tracks) == std::vector<std::string>{"a.wav", "b c.wav"});
    CHECK(read.had_files);
    CHECK_FALSE(read.had_records);
  }
  {
    const std::string bytes = read_file(test::tone(folder, "a.wav", 0.1));
    const StandardInput input(bytes);
    const Read read = read_all({"-"});
    REQUIRE(read.tracks.size() == 1);
    REQUIRE(read.tracks[0].audio);
    CHECK(read.tracks[0].audio->bytes().size() == static_cast<std::int64_t>(bytes.size()));
    CHECK(read.tracks[0].audio_name() == "standard input");
  }
  {
    const StandardInput input("");
    const Read read = read_all({"-"});
    CHECK(read.failures == std::vector<std::string>{"standard input: is empty"});
  }
  CHECK_FALSE(count({"-"}));
}

TEST_CASE("only records of a file on disk come in batches") {
  const test::TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 5; ++i) lines += "{\"path\":\"x\",\"features\":[1,2]}\n";
  const std::string list = folder.file("list.jsonl", lines);
  const auto sizes = [](const std::vector<std::string>& paths) {
    Inputs inputs(paths, [](std::string_view) {});
    std::vector<std::size_t> batches;
    for (std::size_t size = 1; size > 0;) {
      size = inputs.next_batch(2).size();
      batches.push_back(size);
    }
    return batches;
  };
  CHECK(sizes({list}) == std::vector<std::size_t>{2, 2, 1, 0});
  CHECK(sizes({"a.wav", "b.wav"}) == std::vector<std::size_t>{1, 1, 0});
  const StandardInput input(lines);
  CHECK(sizes({"-"}) == std::vector<std::size_t>{1, 1, 1, 1, 1, 0});
}

TEST_CASE("a count that is stopped is unknown") {
  const test::TemporaryFolder folder;
  folder.file("a.wav", "");
  const Inputs inputs({folder.path()}, [](std::string_view) {});
  std::stop_source stop;
  CHECK(inputs.count(stop.get_token()) == 1);
  stop.request_stop();
  CHECK_FALSE(inputs.count(stop.get_token()));
}

TEST_CASE("lines are counted without a header") {
  const test::TemporaryFolder folder;
  const std::stop_token never;
  CHECK(analysis::count_tracks(folder.file("a.csv", "path,label\nx,1\ny,2\n"), never) == 2);
  CHECK(analysis::count_tracks(folder.file("a.jsonl", "{\"path\":\"x\"}\n{\"path\":\"y\"}"),
                               never) == 2);
  CHECK_FALSE(analysis::count_tracks(folder.file("a.npz", "PK\x03\x04"), never));
}

TEST_CASE("incompletely read records and lists are errors") {
  const test::TemporaryFolder folder;
  std::string records;
  while (records.size() < 500'000)
    records += "{\"path\":\"" + std::string(1000, 'x') + ".wav\",\"features\":[1]}\n";
  const std::string path = folder.file("tracks.jsonl", records);
  const std::size_t count = read_all({path}).tracks.size();
  int failures = 0;
  for (long number = 1; number < 1000; ++number) {
    CAPTURE(number);
    const test::FailingCall failing("read", number, EIO, path);
    std::string message;
    std::size_t size = 0;
    try {
      size = read_all({path}).tracks.size();
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::io);
      message = error.what();
    }
    if (!failing.has_failed()) break;
    ++failures;
    CHECK(message == path + ": can't read: Input/output error");
    CHECK(size == 0);
  }
  CHECK(failures > 2);
  CHECK(count > 400);
}
