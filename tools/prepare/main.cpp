// prepare: track records from a dataset folder, lists, playlists or a table.
// See melsift-prepare(1).
#include <array>
#include <filesystem>
#include <string_view>

#include "audio/folder.h"
#include "base/error.h"
#include "base/extension.h"
#include "feature/mfcc.h"
#include "model/split.h"
#include "record/dataset_folder.h"
#include "record/source.h"
#include "record/table.h"
#include "record/track_list.h"
#include "record/writer.h"
#include "tools/kit/command.h"
#include "tools/prepare/options.h"

using namespace melsift;

namespace {

// All records of anything with next(); a bad one is reported and passed over.
template <class Records>
void take(tools::Command& command, Records& from, std::vector<record::Record>& into) {
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

void write(tools::Command& command, const record::Record& track, record::Writer& out) {
  try {
    out.write(track);
    command.count_done();
  } catch (const Error& failure) {
    if (failure.kind() == ErrorKind::io) throw;
    command.count_failed(failure.what());
  }
}

void take_folder(tools::Command& command, const std::string& folder, bool any_label,
                 std::vector<record::Record>& into) {
  std::vector<std::string> failures;
  const auto files = audio::audio_files(folder, failures);
  for (const std::string& failure : failures) command.count_failed(failure);
  auto tracks = record::labelled_by_folder(folder, files);
  const auto no_class = [](const record::Record& track) { return track.label.empty(); };
  const auto left_out = any_label ? 0 : std::erase_if(tracks, no_class);
  if (left_out > 0)
    command.warning(folder + ": " + std::to_string(left_out) +
                    " audio files are in no class's folder and left out");
  if (tracks.empty()) throw Error(ErrorKind::not_found, folder, "no audio files in class folders");
  std::ranges::move(tracks, std::back_inserter(into));
}

void take_table(tools::Command& command, const tools::PrepareOptions& options,
                std::vector<record::Record>& into) {
  record::FeatureTable table(options.table, options.columns);
  take(command, table, into);
  const std::size_t columns = table.feature_columns().size();
  if (options.zscore) {
    for (record::Record& track : into) {
      if (track.mel.size() == 0)
        throw Error(ErrorKind::invalid_argument, options.columns.array,
                    "has rows of numbers, but --zscore is for mel matrices");
      feature::standardize(track.mel);
    }
  }
  if (!options.columns.array.empty()) return;
  if (columns == 0) throw Error(ErrorKind::corrupt, options.table, "no column holds numbers");
  command.note(options.table + ": " + std::to_string(columns) + " columns are features");
}

std::vector<record::Record> load(tools::Command& command, const std::vector<std::string>& inputs,
                                 const tools::PrepareOptions& options) {
  std::vector<record::Record> tracks;
  if (!options.table.empty()) take_table(command, options, tracks);
  for (const std::string& input : inputs) {
    if (std::filesystem::is_directory(input)) {
      take_folder(command, input, !options.label.empty(), tracks);
    } else {
      record::Source source(input);
      take(command, source, tracks);
    }
  }
  for (record::Record& track : tracks)
    if (!options.label.empty()) track.label = options.label;
  return tracks;
}

void keep_listed(tools::Command& command, const std::vector<std::string>& arguments,
                 std::vector<record::Record>& tracks) {
  record::SplitLists lists;
  for (const std::string& argument : arguments) lists.add(argument);
  const auto [left_out, missing] = lists.apply(tracks);
  if (left_out > 0) command.note(std::to_string(left_out) + " tracks are on no list and left out");
  if (!missing.empty())
    command.note(std::to_string(missing.size()) +
                 " names on the lists have no track (the first: " + missing[0] + ")");
}

void divide(tools::Command& command, const tools::PrepareOptions& options,
            const model::Shares& shares, std::uint64_t seed, std::vector<record::Record>& tracks) {
  if (!options.lists.empty()) keep_listed(command, options.lists, tracks);
  if (!options.classes.empty()) record::keep_classes(tracks, options.classes);
  if (!options.group_by.empty()) {
    const std::size_t unknown = record::group_by(options.group_by, tracks);
    if (unknown > 0) command.warning(std::to_string(unknown) + " tracks belong to no known group");
  }
  if (!options.split.empty()) model::assign_splits(tracks, shares, seed);
  if (options.folds > 0) model::assign_folds(tracks, options.folds, seed);
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("prepare", "Make track records from a dataset.", argc, argv,
                    [](tools::Command& command) {
                      tools::PrepareOptions options;
                      tools::add_options(command, options);
                      const auto& operands =
                          command.operands("input",
                                           "folder with one folder per class, records (.jsonl, "
                                           ".csv), a playlist, or - for standard input");
                      const auto& output = command.output();
                      const auto& seed = command.seed();
                      command.set_items("tracks");
                      command.parse();
                      if (operands.empty() == options.table.empty())
                        throw tools::UsageError("expected either an input or --table");
                      model::Shares shares{0.0, 0.0, 0.0};
                      command.check([&] {
                        if (!options.split.empty()) shares = model::parse_shares(options.split);
                        constexpr std::array<std::string_view, 1> kSupported = {"jsonl"};
                        supported_extension(output, kSupported);
                      });

                      record::Writer out(output);
                      std::vector<record::Record> tracks = load(command, operands, options);
                      if (tracks.empty())
                        throw Error(ErrorKind::not_found, "the input", "holds no tracks");
                      divide(command, options, shares, seed, tracks);
                      for (const record::Record& track : tracks) write(command, track, out);
                      out.close();
                      command.note(model::summary(tracks));
                      for (const std::string& missing : model::missing_classes(tracks, shares))
                        command.warning(missing);
                    });
}
