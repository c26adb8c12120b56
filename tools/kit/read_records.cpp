#include "tools/kit/read_records.h"

#include <utility>

#include <unistd.h>

#include "base/error.h"
#include "catalogue/store.h"
#include "recommend/explanation.h"
#include "record/source.h"

namespace melsift::tools {
namespace {

// Calls take(record, where) with each; what it throws is reported as the reader's own complaints.
template <class Take>
void take_tracks(Command& command, const std::string& path, const Take& take) {
  const auto store = catalogue::Store::open(path, catalogue::Mode::read);
  store.for_each_track([&](record::Record&& record) {
    const std::string where = path + ": " + recommend::track_name(record);
    try {
      take(record, where);
      command.count_done();
    } catch (const Error& failure) {
      command.count_failed(failure.what());
    }
  });
}

template <class Take>
void take_records(Command& command, const std::string& path, const Take& take) {
  if (path != "-" && catalogue::is_database(path)) return take_tracks(command, path, take);
  record::Source source(path);
  for (bool more = true; more;) {
    try {
      record::Record record;
      more = source.next(record);
      if (!more) break;
      take(record, source.where());
      command.count_done();
    } catch (const Error& failure) {
      command.count_failed(failure.what());
    }
  }
}

}  // namespace

void read_records(Command& command, const std::string& path, std::vector<record::Record>& records) {
  take_records(command, path, [&](record::Record& record, const std::string&) {
    records.push_back(std::move(record));
  });
}

void for_each_record(
    Command& command, std::vector<std::string> paths,
    const std::function<void(const record::Record& record, const std::string& where)>& use) {
  if (paths.empty()) {
    if (::isatty(STDIN_FILENO) == 1)
      throw UsageError("a file of records, or some on standard input is required");
    paths.emplace_back("-");
  }
  for (const std::string& path : paths) {
    try {
      take_records(command, path, use);
    } catch (const Error& failure) {
      command.count_failed(failure.what());
    }
  }
}

record::ListenFiles listen_files(Command& command, std::vector<std::string> paths) {
  return {std::move(paths),
          {[&command] { command.count_done(); },
           [&command](std::string_view message) { command.count_failed(message); }}};
}

}  // namespace melsift::tools
