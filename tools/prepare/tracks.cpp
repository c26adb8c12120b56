#include "tools/prepare/tracks.h"

#include <filesystem>
#include <iterator>
#include <utility>

#include "audio/folder.h"
#include "base/error.h"
#include "feature/mfcc.h"
#include "record/dataset_folder.h"
#include "record/source.h"
#include "record/table.h"
#include "tools/records/table_report.h"

namespace melsift::tools {
namespace {

// All records of anything with next(); a bad one is reported and skipped.
template <class Records>
void take(Command& command, Records& from, std::vector<record::Record>& into) {
  for (bool more = true; more;) {
    try {
      record::Record record;
      more = from.next(record);
      if (more) into.push_back(std::move(record));
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io) throw;
      command.count_failed(failure.what());
    }
  }
}

void take_folder(Command& command, const std::string& folder, bool any_label,
                 std::vector<record::Record>& into) {
  std::vector<std::string> failures;
  const auto files = audio::audio_files(folder, failures);
  for (const std::string& failure : failures) command.count_failed(failure);
  auto tracks = record::labelled_by_folder(folder, files);
  const auto no_class = [](const record::Record& track) { return track.label.empty(); };
  const auto left_out = any_label ? 0 : std::erase_if(tracks, no_class);
  if (left_out > 0)
    command.warning(folder + ": " + std::to_string(left_out) +
                    " audio files are outside of the class folders and left out");
  if (tracks.empty()) throw Error(ErrorKind::not_found, folder, "no audio files in class folders");
  std::ranges::move(tracks, std::back_inserter(into));
}

void take_table(Command& command, const PrepareOptions& options,
                std::vector<record::Record>& into) {
  record::FeatureTable table(options.table, options.columns);
  take(command, table, into);
  const std::size_t columns = table.feature_columns().size();
  report_table(command, options.table, table);
  if (options.zscore) {
    for (record::Record& track : into) {
      if (track.mel.size() == 0)
        throw Error(ErrorKind::invalid_argument, options.columns.array,
                    "has rows of numbers, but --zscore is for mel matrices");
      feature::standardize(track.mel);
    }
  }
  if (!options.columns.array.empty()) return;
  if (columns == 0) throw Error(ErrorKind::corrupt, options.table, "no column contains numbers");
  command.note(options.table + ": " + std::to_string(columns) + " columns are features");
}

}  // namespace

std::vector<record::Record> load_tracks(Command& command, const std::vector<std::string>& inputs,
                                        const PrepareOptions& options) {
  std::vector<record::Record> tracks;
  if (!options.table.empty()) take_table(command, options, tracks);
  for (const std::string& input : inputs) {
    if (std::filesystem::is_directory(input)) {
      take_folder(command, input, !options.label.empty(), tracks);
    } else {
      record::Source source(input);
      take(command, source, tracks);
      report_table(command, input, source);
    }
  }
  for (record::Record& track : tracks)
    if (!options.label.empty()) track.label = options.label;
  return tracks;
}

}  // namespace melsift::tools
