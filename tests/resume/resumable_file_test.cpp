#include "resume/resumable_file.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "resume/private_files.h"
#include "support/support.h"

using namespace melsift;
using resume::JournalEntry;
using resume::ResumableFile;
using resume::TrackMemory;

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

// A folder of tracks, and a tool that works on them: a track's records are one line for each letter
// of its file's content; a content with an x is a failure.
struct Collection {
  test::TemporaryFolder folder;
  std::string settings = "toy n=1";
  bool keeps_failures = true;
  int worked = 0;  // tracks that needed it

  std::string out() const { return folder.path("out"); }
  std::string failures() const { return folder.path("failures"); }
  std::string content() const { return read_file(out()); }

  // Each change has a different time, independent of the file system's clock.
  void put(const std::string& name, const std::string& content) {
    const std::string path = folder.file(name, content);
    fs::last_write_time(path, fs::file_time_type(std::chrono::seconds(++time_)));
  }
  void remove(const std::string& name) { fs::remove(folder.path(name)); }

  static void check(const std::string& file, const std::string& made_with,
                    const std::string& settings) {
    if (made_with != settings) throw Error(ErrorKind::invalid_argument, file, "is " + made_with);
  }

  ResumableFile open() {
    return ResumableFile({out(), keeps_failures ? failures() : ""}, settings,
                         [&](const std::string& file, const std::string& made_with) {
                           check(file, made_with, settings);
                         });
  }

  ResumableFile::Counts run(const Names& names, bool prune = false) {
    worked = 0;
    ResumableFile file = open();
    for (const std::string& name : names) take(file, name, prune);
    return file.finish(prune);
  }

  void take(ResumableFile& file, const std::string& name, bool prune) {
    const std::string path = folder.path(name);
    const TrackMemory memory = file.recall(path, hash(name));
    const auto stamp = file_stamp(path);
    auto records = memory.same_records(stamp, hash(name));
    if (!records && !stamp && !prune) records = memory.last_records();
    if (records) return file.keep(memory, *(memory.*records));
    if (const auto failure = memory.same_failure(stamp))
      return file.keep_failure(memory, *(memory.*failure));
    ++worked;
    JournalEntry entry{path, stamp, "", hash(name), 0, 0};
    const std::string sound = stamp ? read_file(path) : "x";
    if (sound.find('x') != std::string::npos) {
      entry.error = "an x";
      return file.fail(memory, entry);
    }
    std::string lines;
    for (const char letter : sound) ((lines += letter) += name) += '\n';
    file.add(memory, entry, lines);
  }

  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path()))
      names.insert(entry.path().filename());
    return names;
  }

 private:
  long time_ = 0;
};

// The paths in the list of failures.
Names failed(const Collection& collection) {
  Names names;
  const auto list = resume::Journal::open_failures(collection.failures());
  for (std::size_t i = 0; i < list.size(); ++i)
    names.push_back(fs::path(list.entry(i).path).filename());
  return names;
}

}  // namespace

TEST_CASE("a file is written, and not touched if nothing has changed") {
  Collection c;
  c.put("a", "12");
  c.put("b", "");
  c.put("c", "3");
  c.put("d", "x");
  auto counts = c.run({"a", "b", "c", "d"});
  CHECK(counts.added == 3);
  CHECK(counts.kept == 0);
  CHECK(c.content() == "1a\n2a\n3c\n");
  CHECK(failed(c) == Names{"d"});
  CHECK(c.files() == std::set<std::string>{"a", "b", "c", "d", "out", "out.journal", "failures"});

  const auto before = file_stamp(c.out());
  counts = c.run({"a", "b", "c", "d"});
  CHECK(c.worked == 0);
  CHECK(counts.kept == 3);
  CHECK(counts.added == 0);
  CHECK(file_stamp(c.out()) == before);
  CHECK(failed(c) == Names{"d"});
  CHECK(c.files() == std::set<std::string>{"a", "b", "c", "d", "out", "out.journal", "failures"});
}

TEST_CASE("changed tracks are extracted again, in their place") {
  Collection c;
  for (const char* name : {"a", "b", "c"}) c.put(name, "1");
  c.run({"a", "b", "c"});
  c.put("b", "22");  // another size
  auto counts = c.run({"a", "b", "c"});
  CHECK(c.worked == 1);
  CHECK(counts.kept == 2);
  CHECK(c.content() == "1a\n2b\n2b\n1c\n");
  c.put("a", "3");  // the same size, another time
  c.run({"a", "b", "c"});
  CHECK(c.worked == 1);
  CHECK(c.content() == "3a\n2b\n2b\n1c\n");
  c.put("0", "0");
  c.put("d", "4");
  c.run({"0", "a", "b", "c", "d"});
  CHECK(c.worked == 2);
  CHECK(c.content() == "00\n3a\n2b\n2b\n1c\n4d\n");
  c.run({"d", "c", "b", "a", "0"});
  CHECK(c.worked == 0);
  CHECK(c.content() == "4d\n1c\n2b\n2b\n3a\n00\n");
}

TEST_CASE("a track with a different input record is processed again") {
  Collection c;
  c.put("a", "1");
  c.run({"a"});
  ResumableFile file = c.open();
  const auto memory = file.recall(c.folder.path("a"), hash("another label"));
  REQUIRE(memory.finished);
  CHECK(memory.same_records(file_stamp(c.folder.path("a")), hash("a")));
  CHECK_FALSE(memory.same_records(file_stamp(c.folder.path("a")), hash("another label")));
}

TEST_CASE("the same track twice") {
  Collection c;
  c.put("a", "1");
  c.put("b", "2");
  c.run({"a", "b", "a"});
  CHECK(c.content() == "1a\n2b\n1a\n");
  const auto before = file_stamp(c.out());
  c.run({"a", "b", "a"});
  CHECK(c.worked == 0);
  CHECK(file_stamp(c.out()) == before);
  c.run({"a", "b"});
  CHECK(c.content() == "1a\n2b\n");
  c.run({"a", "a", "a", "b"});
  CHECK(c.worked == 0);
  CHECK(c.content() == "1a\n1a\n1a\n2b\n");
}

TEST_CASE("lost tracks stay, or are dropped on request") {
  Collection c;
  for (const char* name : {"a", "b", "c", "d", "e"}) c.put(name, "1");
  c.run({"a", "b", "c", "d", "e"});
  c.remove("b");
  c.remove("d");
  c.put("c", "2");
  // Like a folder in which b and d no longer exist; a exists, but was not named.
  auto counts = c.run({"c", "e"});
  CHECK(c.worked == 1);
  CHECK(counts.dropped == 0);
  CHECK(counts.kept == 4);
  CHECK(c.content() == "1a\n1b\n2c\n1d\n1e\n");
  // Like a list, which still names them.
  counts = c.run({"a", "b", "c", "d", "e"});
  CHECK(c.worked == 0);
  CHECK(c.content() == "1a\n1b\n2c\n1d\n1e\n");
  counts = c.run({"c", "e"}, true);
  CHECK(counts.dropped == 2);
  CHECK(counts.kept == 3);
  CHECK(c.content() == "1a\n2c\n1e\n");
  c.remove("c");
  c.run({"a", "c", "e"}, true);
  CHECK(c.content() == "1a\n1e\n");
  CHECK(failed(c) == Names{"c"});
}

TEST_CASE("failures are kept until their file changes, and forgotten without a list") {
  Collection c;
  for (const char* name : {"a", "b", "c"}) c.put(name, "x");
  c.put("d", "1");
  c.run({"a", "b", "c", "d"});
  CHECK(c.worked == 4);
  CHECK(failed(c) == Names{"a", "b", "c"});
  c.run({"a", "b", "c", "d"});
  CHECK(c.worked == 0);
  CHECK(failed(c) == Names{"a", "b", "c"});
  c.put("b", "2");
  c.put("c", "3x");
  c.run({"a", "b", "c", "d"});
  CHECK(c.worked == 2);
  CHECK(c.content() == "2b\n1d\n");
  CHECK(failed(c) == Names{"a", "c"});
  c.put("d", "x");  // what had records fails now
  c.run({"a", "b", "c", "d"});
  CHECK(c.worked == 1);
  CHECK(c.content() == "2b\n");
  CHECK(failed(c) == Names{"a", "c", "d"});
  fs::remove(c.failures());
  c.run({"a", "b"});
  CHECK(c.worked == 1);
  CHECK(failed(c) == Names{"a"});

  Collection forgetful;
  forgetful.keeps_failures = false;
  forgetful.put("a", "x");
  for (int i = 0; i < 2; ++i) {
    forgetful.run({"a"});
    CHECK(forgetful.worked == 1);
    CHECK(forgetful.content().empty());
    CHECK_FALSE(fs::exists(forgetful.failures()));
  }
}

TEST_CASE("the records of an ended run survive any change before the next run") {
  Collection c;
  for (const char* name : {"a", "b", "c", "d"}) c.put(name, "1");
  {
    ResumableFile file = c.open();
    for (const char* name : {"a", "b", "c"}) c.take(file, name, false);
  }
  CHECK_FALSE(fs::exists(c.out()));
  c.put("b", "2");
  c.run({"a", "b", "c", "d"});
  CHECK(c.worked == 2);
  CHECK(c.content() == "1a\n2b\n1c\n1d\n");
  CHECK(c.files() == std::set<std::string>{"a", "b", "c", "d", "out", "out.journal", "failures"});
}

TEST_CASE("data lost by a machine failure are processed again") {
  for (const bool shorter : {true, false}) {
    Collection c;
    for (const char* name : {"a", "b", "c"}) c.put(name, "1");
    {
      ResumableFile file = c.open();
      for (const char* name : {"a", "b", "c"}) c.take(file, name, false);
    }
    c.folder.file("out.part", shorter ? "1a\n1" : std::string("1a\n\0\0\n1c\n", 9));
    c.run({"a", "b", "c"});
    CHECK(c.worked == 2);
    CHECK(c.content() == "1a\n1b\n1c\n");
  }
}

TEST_CASE("files with other settings, or of other programs, are refused and not touched") {
  Collection c;
  c.put("a", "1");
  c.put("b", "1");
  c.run({"a"});
  const auto refused = [&](const std::string& words) {
    const auto before = c.files();
    CHECK_THROWS_WITH_AS(c.run({"a", "b"}), c.folder.path(words).c_str(), Error);
    CHECK(c.files() == before);
  };
  c.settings = "toy n=2";
  refused("out: is toy n=1");
  c.settings = "toy n=1";
  {
    ResumableFile file = c.open();
    c.take(file, "b", false);
  }
  c.settings = "toy n=2";
  refused("out: is toy n=1");
  fs::remove(c.out());
  refused("out.part: is toy n=1");
  c.settings = "toy n=1";
  c.run({"a", "b"});

  fs::last_write_time(c.out(), fs::file_time_type());  // copied: the content tells
  c.run({"a", "b"});
  CHECK(c.worked == 0);
  for (const char* other : {"1a\n1B\n", "1a\n", "1a\n1b\n1c\n"}) {
    c.folder.file("out", other);
    refused("out: was changed by another program after it was written; to start again, remove it");
  }
  fs::remove(c.folder.path("out.journal"));
  refused("out: can't be resumed without " + c.folder.path("out.journal") +
          ", which says how it was made; to start again, remove " + c.out());
  fs::remove(c.out());
  c.folder.file("out", "");  // as mktemp(1) makes it
  c.run({"a", "b"});
  CHECK(c.content() == "1a\n1b\n");

  fs::remove(c.out());
  fs::create_directory(c.out());
  refused("out: is a folder, expected a file name");
}

TEST_CASE("another writer is waited for") {
  Collection c;
  c.put("a", "1");
  std::optional<ResumableFile> first(std::in_place, ResumableFile::Names{c.out(), ""}, c.settings,
                                     [](const std::string&, const std::string&) {});
  c.keeps_failures = false;
  c.take(*first, "a", false);
  std::thread ends([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    first->finish(false);
    first.reset();
  });
  ResumableFile second(
      {c.out(), ""}, c.settings, [](const std::string&, const std::string&) {}, 60.0);
  ends.join();
  c.worked = 0;
  c.take(second, "a", false);
  CHECK(c.worked == 0);
  second.finish(false);
  CHECK(c.content() == "1a\n");
}

TEST_CASE("records that another process has changed are not published") {
  Collection c;
  c.put("a", "1");
  c.put("b", "2");
  ResumableFile file = c.open();
  c.take(file, "a", false);
  c.take(file, "b", false);
  // Like a writer on another machine, if its lock excludes nobody.
  std::ofstream(c.out() + ".part", std::ios::in) << "9";
  CHECK_THROWS_WITH_AS(file.finish(false),
                       (c.out() + ": another process has written " + c.out() +
                        ".part at the same time; run this again")
                           .c_str(),
                       Error);
  CHECK_FALSE(fs::exists(c.out()));
}

TEST_CASE("files of processes that have ended are removed") {
  const test::TemporaryFolder folder;
  const resume::PrivateFiles files(folder.path("x.new"));
  const std::string own = files.make_name();
  CHECK(own != files.make_name());
  std::ofstream(own) << "own";
  const pid_t child = ::fork();
  if (child == 0) {
    std::ofstream(files.make_name()) << "abandoned";
    ::_exit(0);
  }
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  folder.file("x.new.elsewhere-1-0", "of another machine");
  folder.file("x.new.elsewhere-1-1", "old");
  fs::last_write_time(folder.path("x.new.elsewhere-1-1"),
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  folder.file("y", "other");
  CHECK(files.existing().size() == 4);
  files.remove_abandoned();
  auto left = files.existing();
  std::ranges::sort(left);
  Names expected = {own, folder.path("x.new.elsewhere-1-0")};
  std::ranges::sort(expected);
  CHECK(left == expected);
  CHECK(fs::exists(folder.path("y")));
}

TEST_CASE("there is one writer") {
  Collection c;
  c.put("a", "1");
  {
    ResumableFile file = c.open();
    CHECK_THROWS_WITH_AS(c.open(), (c.out() + ": another process is writing it").c_str(), Error);
    c.take(file, "a", false);
    file.finish(false);
  }
  c.run({"a"});
  CHECK(c.worked == 0);
}

TEST_CASE("permissions are kept") {
  Collection c;
  c.put("a", "1");
  c.run({"a"});
  fs::permissions(c.out(), fs::perms::owner_read | fs::perms::owner_write);
  c.put("a", "2");
  c.run({"a"});
  CHECK(c.content() == "2a\n");
  CHECK(fs::status(c.out()).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

namespace {

// Runs `work` in a separate process that is killed before its `nth` system call.  False if it ended
// before that; nothing if tracing is forbidden.
std::optional<bool> killed_at(int nth, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(3);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) return std::nullopt;
  for (int stop = 1; stop < 2 * nth; ++stop) {  // at the beginning and the end of each call
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) {
      REQUIRE(WEXITSTATUS(status) == 0);
      return false;
    }
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return true;
}

// While it exists, temporary folders are in memory if there is such a file system: otherwise each
// of thousands of runs would wait for the disk.
struct InMemory {
  InMemory() {
    if (fs::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
  }
  ~InMemory() {
    if (before)
      ::setenv("TMPDIR", before->c_str(), 1);
    else
      ::unsetenv("TMPDIR");
  }
  std::optional<std::string> before =
      std::getenv("TMPDIR") ? std::optional<std::string>(std::getenv("TMPDIR")) : std::nullopt;
};

// Two runs, the second after changes of every kind.
void first_run(Collection& c) {
  for (const char* name : {"a", "b", "c", "d"}) c.put(name, std::string("1") + name);
  c.put("x1", "x");
  c.run({"a", "b", "x1", "c", "d"});
}
void change(Collection& c) {
  c.put("b", "2");
  c.remove("c");
  c.put("x2", "x");
  c.put("e", "3");
}
void second_run(Collection& c) {
  c.run({"a", "b", "x1", "d", "x2", "e"}, true);
}

}  // namespace

TEST_CASE("after a kill at any system call, the next run completes the work" *
          doctest::test_suite("outside")) {
  const InMemory in_memory;
  Collection whole;
  first_run(whole);
  const std::string first = whole.content();
  change(whole);
  second_run(whole);
  const std::string second = whole.content();
  CHECK(second == "1a\naa\n2b\n1d\ndd\n3e\n");
  const auto files = whole.files();

  for (const bool update : {false, true}) {
    int kills = 0;
    for (int nth = 1;; ++nth) {
      Collection c;
      const auto run = update ? second_run : first_run;
      if (update) {
        first_run(c);
        change(c);
      }
      const auto killed = killed_at(nth, [&] { run(c); });
      if (!killed) {
        test::skip("this machine forbids ptrace");
        return;
      }
      if (fs::exists(c.out())) CHECK((c.content() == first || c.content() == second));
      run(c);
      CHECK(c.content() == (update ? second : first));
      CHECK(failed(c) == (update ? Names{"x1", "x2"} : Names{"x1"}));
      if (update) CHECK(c.files() == files);
      if (!*killed) break;
      ++kills;
    }
    CHECK(kills > 50);
  }
}
