// Which tracks a run processes again.
#include "resume/resumption.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "support/support.h"

using namespace melsift;
using resume::Resumption;
using Fate = Resumption::Fate;

namespace {

struct Collection {
  test::TemporaryFolder folder;
  Resumption::Options options;
  int worked = 0;

  std::string out() const { return folder.path("out.jsonl"); }

  // Each change has a different time, independent of the file system's clock.
  void put(const std::string& name, const std::string& content) {
    const std::string path = folder.file(name, content);
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type(std::chrono::seconds(++time_)));
  }

  // A run over these files, whose records are the files' contents; "bad" fails, and "unreadable"
  // is refused by the system.
  std::vector<Fate> run(const std::vector<std::string>& names, bool whole = true,
                        bool on_disk = true) {
    worked = 0;
    resume::ResumableFile file({out(), folder.path("failures")}, "toy",
                               [](const std::string&, const std::string&) {});
    Resumption resumption(file, options);
    std::vector<Fate> fates;
    for (const std::string& name : names) {
      record::Record track;
      track.path = folder.path(name);
      auto task = resumption.begin(resume::Attempt(track.path, name, on_disk), track);
      const auto outcome = resumption.attempt(std::move(task), [&] {
        ++worked;
        record::Record record = track;
        record.title = read_file(track.path);
        if (record.title == "bad") throw Error(ErrorKind::corrupt, track.path, "is bad");
        if (record.title == "unreadable") throw Error(ErrorKind::io, track.path, "can't read");
        return std::vector{record};
      });
      resumption.enter(outcome);
      fates.push_back(outcome.fate);
    }
    counts = resumption.finish(whole);
    failed_before = resumption.failed_before();
    return fates;
  }

  resume::ResumableFile::Counts counts;
  std::size_t failed_before = 0;

 private:
  int time_ = 0;
};

}  // namespace

TEST_CASE("only new and changed tracks are processed again, not failures") {
  Collection c;
  c.put("a", "1");
  c.put("b", "bad");
  CHECK(c.run({"a", "b"}) == std::vector{Fate::added, Fate::failed});
  const std::string before = read_file(c.out());
  CHECK(before.find("\"title\":\"1\"") != std::string::npos);
  CHECK(c.run({"a", "b"}) == std::vector{Fate::kept, Fate::failed_before});
  CHECK(c.worked == 0);
  CHECK(c.failed_before == 1);
  CHECK(read_file(c.out()) == before);

  c.put("a", "2");
  c.put("c", "3");
  CHECK(c.run({"a", "b", "c"}) == std::vector{Fate::added, Fate::failed_before, Fate::added});
  c.put("b", "4");  // another file than the one that failed
  CHECK(c.run({"a", "b", "c"}) == std::vector{Fate::kept, Fate::added, Fate::kept});
}

TEST_CASE("failures are tried again on request") {
  Collection c;
  c.put("a", "bad");
  c.run({"a"});
  c.options.retry = true;
  CHECK(c.run({"a"}) == std::vector{Fate::failed});
  CHECK(c.worked == 1);
}

TEST_CASE("records of lost files stay, unless they are pruned") {
  Collection c;
  c.put("a", "1");
  c.put("b", "2");
  c.run({"a", "b"});
  std::filesystem::remove(c.folder.path("a"));
  CHECK(c.run({"a", "b"}) == std::vector{Fate::kept, Fate::kept});
  c.options.prune = true;
  c.run({"b"}, false);  // an input that was not read to its end says nothing of the others
  CHECK(c.counts.dropped == 0);
  c.run({"b"});
  CHECK(c.counts.dropped == 1);
  CHECK(read_file(c.out()).find("\"1\"") == std::string::npos);
}

TEST_CASE("audio on standard input is always processed") {
  Collection c;
  c.put("a", "1");
  c.run({"a"}, true, false);
  CHECK(c.run({"a"}, true, false) == std::vector{Fate::added});
}

TEST_CASE("a track that the system refused to read is tried again") {
  Collection c;
  c.put("a", "unreadable");
  c.put("b", "bad");
  CHECK(c.run({"a", "b"}) == std::vector{Fate::failed, Fate::failed});
  CHECK(c.run({"a", "b"}) == std::vector{Fate::failed, Fate::failed_before});
  CHECK(c.worked == 1);
  const std::string failures = read_file(c.folder.path("failures"));
  CHECK(failures.find("can't read") != std::string::npos);
}
