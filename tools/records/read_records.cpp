#include "tools/records/read_records.h"

#include <utility>

#include <unistd.h>

#include "analysis/input_kind.h"
#include "base/error.h"
#include "catalogue/store.h"
#include "recommend/explanation.h"
#include "record/source.h"
#include "tools/kit/progress.h"
#include "tools/records/record_count.h"
#include "tools/records/table_report.h"

namespace melsift::tools {
namespace {

// Runs `work` on one record or file.  Its Error concerns only this item, unless the system failed
// to read or write: then other items would fail, too.
template <class Work>
void attempt(Command& command, const Work& work) {
  try {
    work();
  } catch (const Error& failure) {
    if (failure.kind() == ErrorKind::io) throw;
    command.count_failed(failure.what());
  }
}

template <class Take>
void take_tracks(Command& command, const std::string& path, const Take& take) {
  const auto store = catalogue::Store::open(path, catalogue::Mode::read);
  store.for_each_track([&](record::Record&& record) {
    attempt(command, [&] {
      take(record,
           path + ": " + (record.path.empty() ? recommend::track_name(record) : record.path));
      command.count_done();
    });
  });
}

template <class Take>
void take_lines(Command& command, const std::string& path, const Take& take) {
  if (path != "-") analysis::refuse_other_than_records(path);
  record::Source source(path);
  for (bool more = true; more;) {
    attempt(command, [&] {
      record::Record record;
      more = source.next(record);
      if (!more) return;
      take(record, source.where());
      command.count_done();
    });
  }
  report_table(command, path, source);
}

bool is_catalogue(const std::string& path) {
  return path != "-" && catalogue::is_database(path);
}

}  // namespace

void read_records(Command& command, const std::string& path, std::vector<record::Record>& records) {
  const auto keep = [&](record::Record& record, const std::string&) {
    records.push_back(std::move(record));
  };
  if (is_catalogue(path))
    take_tracks(command, path, keep);
  else
    take_lines(command, path, keep);
}

void for_each_record(
    Command& command, std::vector<std::string> paths,
    const std::function<void(const record::Record& record, const std::string& where)>& use) {
  if (paths.empty()) {
    if (::isatty(STDIN_FILENO) == 1)
      throw UsageError("a file of records, or records on standard input, are required");
    paths.emplace_back("-");
  }
  Progress progress(command, "records",
                    [paths](const std::stop_token& stop) { return record_count(paths, stop); });
  const auto use_and_step = [&](const record::Record& record, const std::string& where) {
    use(record, where);
    progress.step();
  };
  // A part of a catalogue must not look like the whole: its errors end the reading.  For other
  // files, only opening throws errors other than io: the file is missing or invalid.
  for (const std::string& path : paths) {
    if (is_catalogue(path))
      take_tracks(command, path, use_and_step);
    else
      attempt(command, [&] { take_lines(command, path, use_and_step); });
  }
}

record::ListenFiles listen_files(Command& command, std::vector<std::string> paths) {
  return {std::move(paths),
          {[&command] { command.count_done(); },
           [&command](std::string_view message) { command.count_failed(message); }}};
}

}  // namespace melsift::tools
