#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "base/utc.h"
#include "catalogue/track_name.h"
#include "record/lines.h"
#include "record/playlist.h"
#include "record/source.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"

namespace melsift::tools {
namespace {

struct FeedbackOptions {
  std::vector<std::string> operands;
  std::string database;
  bool none = false;
  std::vector<std::string> map_paths;
};

bool is_list(const std::string& operand) {
  const std::string name = lower_case(operand);
  for (const char* ending : {".jsonl", ".csv", ".tsv"})
    if (name.ends_with(ending)) return true;
  return operand == "-" || record::is_playlist_name(operand);
}

record::Record at_path(std::string path) {
  record::Record record;
  record.path = std::move(path);
  return record;
}

// Calls use(record) for each track that a list names: a playlist, records, or lines of paths.
template <class Use>
void for_each_listed(Command& command, const std::string& operand, const Use& use) {
  record::LineSource lines(operand);
  const char first = lines.peek();
  if (operand == "-" && first != '{' && first != '#') {
    while (const auto line = lines.next())
      if (!trimmed(*line).empty()) use(at_path(std::string(trimmed(*line))));
    return;
  }
  record::Source records(std::move(lines));
  for (bool more = true; more;) {
    try {
      record::Record record;
      more = records.next(record);
      if (more && record.path.empty() && (record.artist.empty() || record.title.empty()))
        throw Error(ErrorKind::invalid_argument, records.where(),
                    "the record has no path, and no artist and title");
      if (more) use(std::move(record));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;
      command.count_failed(error.what());
    }
  }
}

// Changes all tracks that match the operands, in one transaction, and reports operands without a
// track.
void for_each_match(Command& command, const FeedbackOptions& options,
                    const std::function<void(catalogue::Store&, long long track)>& change) {
  command.set_items("tracks");
  const PathMap paths = path_map(options.map_paths);
  std::vector<record::Record> wanted;
  for (const std::string& operand : options.operands) {
    if (!is_list(operand)) {
      wanted.push_back(at_path(operand));
      continue;
    }
    try {
      for_each_listed(command, operand, [&](record::Record&& record) {
        record.path = paths(record.path);
        wanted.push_back(std::move(record));
      });
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;
      command.count_failed(error.what());
    }
  }
  auto store = open_catalogue(options.database, catalogue::Mode::write);
  store.transaction([&] {
    for (const record::Record& record : wanted) {
      const std::vector<long long> tracks = store.find_matching(record);
      for (const long long track : tracks) {
        change(store, track);
        command.count_done();
      }
      if (tracks.empty())
        command.count_failed(
            (record.path.empty() ? record.artist + " - " + record.title : record.path) +
            ": is not in " + options.database);
    }
  });
}

OptionParser add_to(Command& command, FeedbackOptions& options, const char* name,
                    const char* help) {
  OptionParser parser = command.parser().subcommand(name, help);
  parser
      .operand(
          "path", options.operands,
          "tracks, folders, playlists or records; - reads records or paths from standard input")
      .required();
  add_database(parser, options.database);
  add_path_map(parser, options.map_paths);
  return parser;
}

CollectCommand add_word(Command& command, const char* name, const char* help, bool liked) {
  auto options = std::make_shared<FeedbackOptions>();
  OptionParser parser = add_to(command, *options, name, help);
  parser.flag("--none", options->none, "remove the mark from the tracks");
  return {parser, [&command, options, liked] {
            for_each_match(command, *options, [&](catalogue::Store& store, long long track) {
              store.set_liked(track, options->none ? std::nullopt : std::optional(liked));
            });
          }};
}

}  // namespace

CollectCommand add_like(Command& command) {
  return add_word(command, "like", "mark tracks as liked", true);
}

CollectCommand add_dislike(Command& command) {
  return add_word(command, "dislike", "mark tracks as disliked", false);
}

CollectCommand add_play(Command& command) {
  auto options = std::make_shared<FeedbackOptions>();
  OptionParser parser = add_to(command, *options, "play", "record that the tracks are played now");
  return {parser, [&command, options] {
            const std::string time = utc_text(utc_now_s());
            for_each_match(command, *options, [&](catalogue::Store& store, long long track) {
              store.add_play(track, time);
            });
          }};
}

}  // namespace melsift::tools
