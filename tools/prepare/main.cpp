// prepare: track records from a dataset folder, lists, playlists or a table.
// See melsift-prepare(1).
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/left_out.h"
#include "model/split.h"
#include "record/dataset_folder.h"
#include "record/piece_name.h"
#include "record/sink.h"
#include "record/track_list.h"
#include "tools/kit/command.h"
#include "tools/prepare/options.h"
#include "tools/prepare/tracks.h"

using namespace melsift;

namespace {

void write(tools::Command& command, const record::Record& track, record::Sink& out) {
  try {
    out.write(track);
    command.count_done();
  } catch (const Error& failure) {
    if (failure.kind() == ErrorKind::io) throw;
    command.count_failed(failure.what());
  }
}

// "a, b, c"; "a, b, c, ..." if there are more.
std::string first_of(const std::vector<std::string>& names) {
  constexpr std::size_t kFew = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kFew); ++i)
    text.append(text.empty() ? "" : ", ").append(names[i]);
  return text + (names.size() > kFew ? ", ..." : "");
}

void keep_listed(tools::Command& command, const std::vector<std::string>& arguments,
                 std::vector<record::Record>& tracks) {
  record::SplitLists lists;
  for (const std::string& argument : arguments) lists.add(argument);
  const std::string first_track = tracks.front().path;
  const auto [left_out, missing, unlisted] = lists.apply(tracks);
  if (tracks.empty())
    throw Error(ErrorKind::invalid_argument, arguments.front(),
                "no track is on the lists: they begin with " + first_of(missing) +
                    "; the first track is " + first_track);
  if (left_out > 0) command.note(std::to_string(left_out) + " tracks are on no list and left out");
  if (!missing.empty())
    command.note(std::to_string(missing.size()) +
                 " names on the lists have no track (the first: " + missing[0] + ")");
  for (const auto& [split, count] : unlisted)
    command.note(std::to_string(count) + " tracks on the lists have the split \"" + split +
                 "\" and get no split");
}

// A split must keep the pieces of a recording together.
void group_pieces(const tools::Command& command, std::vector<record::Record>& tracks) {
  const auto [pieces, recordings] = record::group_pieces(tracks);
  if (pieces > 0)
    command.note(std::to_string(pieces) + " tracks are pieces of " + std::to_string(recordings) +
                 " recordings (by names such as blues.00000.3.wav): the pieces of a recording are "
                 "a group");
}

void warn_of_labels(const tools::Command& command, const std::vector<record::Record>& tracks) {
  for (const auto& labels : record::look_alikes(tracks))
    command.warning("the classes " + first_of(labels) +
                    " differ only in case or Unicode form: they are treated as different classes");
  for (const auto& [split, count] : model::unknown_splits(tracks))
    command.warning("split \"" + split +
                    "\" is neither train, valid nor test: melsift train uses its " +
                    std::to_string(count) + " tracks only with --use " + split);
}

void divide(tools::Command& command, const tools::PrepareOptions& options,
            const model::Shares& shares, std::uint64_t seed, std::vector<record::Record>& tracks) {
  group_pieces(command, tracks);
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
  return tools::run(
      "prepare", "Make track records from a dataset.", argc, argv, [](tools::Command& command) {
        tools::PrepareOptions options;
        tools::add_options(command, options);
        const auto& operands = command.operands(
            "input",
            "folder with one folder per class, records (.jsonl, .csv), a playlist, or - for "
            "standard input");
        const auto& output = command.output();
        const auto& seed = command.seed();
        command.set_items("tracks");
        command.parse();
        if (operands.empty() == options.table.empty())
          throw tools::UsageError("expected either an input or --table");
        model::Shares shares{0.0, 0.0, 0.0};
        record::Format format{};
        command.check([&] {
          if (!options.split.empty()) shares = model::parse_shares(options.split);
          options.columns.missing =
              parse_choice<record::MissingValues>(options.missing, "--missing");
          format = record::output_format("", output);
        });

        std::unique_ptr<record::Sink> out;
        if (format == record::Format::jsonl) out = record::open_sink(output, format);
        std::vector<record::Record> tracks = tools::load_tracks(command, operands, options);
        if (tracks.empty()) throw Error(ErrorKind::not_found, "the input", "contains no tracks");
        divide(command, options, shares, seed, tracks);
        // The columns of a table have the names of its features.
        if (!out)
          out = record::open_sink(output, format, model::feature_names(tracks.front().front_end));
        for (const record::Record& track : tracks) write(command, track, *out);
        out->close();
        command.note(model::summary(tracks));
        warn_of_labels(command, tracks);
        for (const std::string& missing : model::missing_classes(tracks, shares))
          command.warning(missing);
      });
}
