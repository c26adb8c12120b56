#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "catalogue/language_guess.h"
#include "catalogue/track_name.h"
#include "model/feature_count.h"
#include "record/playlist.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

struct ImportOptions {
  std::vector<std::string> files;
  std::string database;
  bool guess_language = false;
  std::vector<std::string> map_paths;
};

struct Counts {
  long long added = 0, changed = 0, same = 0;

  void add(catalogue::Stored stored) {
    using catalogue::Stored;
    ++(stored == Stored::added ? added : stored == Stored::changed ? changed : same);
  }
  std::string text(const std::string& noun) const {
    return counted(added + changed + same, noun) + ": " + std::to_string(added) + " new, " +
           std::to_string(changed) + " changed";
  }
};

// Not an Error, so that the loop does not continue: the problem is the catalogue, not the record.
struct Stop {
  std::exception_ptr failure;
};

// Records of tables and of JSON Lines have a line ("tracks.csv:17"), those of playlists do not.
bool is_of_playlist(const std::string& where) {
  return where == kStandardInput || record::is_playlist_name(where);
}

// The path under which the catalogue has an entry of a playlist that is not a file here; a URL
// stays unchanged.  The same holds for the only track with its artist
// and title; empty if there are several, which then are meant.
// Throws Error invalid_argument if there is no such track: a playlist adds no tracks.
std::string known_path(const catalogue::Store& store, const record::Record& entry) {
  if (entry.path.find("://") != std::string::npos) return entry.path;
  if (!entry.path.empty())
    if (const auto track = store.find_entry(entry.path)) return store.track(*track).path;
  const auto named = store.find_named(entry);
  if (named.size() == 1) return store.track(named.front()).path;
  if (!named.empty()) return "";
  throw Error(ErrorKind::invalid_argument,
              entry.path.empty() ? entry.artist + " - " + entry.title : entry.path,
              "there is no such file, and the catalogue has no such track");
}

void import_files(Command& command, const ImportOptions& options) {
  const PathMap paths = path_map(options.map_paths);
  auto store = open_or_make_catalogue(command, options.database);
  catalogue::Identities identities;
  model::FeatureCounts feature_counts;
  Counts counts;
  const auto enter = [&](const record::Record& there, const std::string& where) {
    record::Record given = there;
    given.path = paths(there.path);
    record::Record record = given;
    record.path = catalogue::record_path(given.path);
    try {
      feature_counts.check(given);
      if (is_of_playlist(where) && !file_stamp(record.path)) record.path = known_path(store, given);
      counts.add(store.put(record, record.path.empty() ? identities.of(record) : ""));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid_argument) throw Stop{std::current_exception()};
      throw Error(error.kind(), where, error.what());
    }
  };
  long long guessed = 0;
  try {
    store.transaction([&] {
      for_each_record(command, options.files, enter);
      if (options.guess_language) guessed = store.guess_languages(catalogue::guess_language);
    });
  } catch (const Stop& stop) {
    std::rethrow_exception(stop.failure);
  }
  command.note(counts.text("record") +
               (options.guess_language ? ", " + counted(guessed, "language") + " guessed" : ""));
}

}  // namespace

CollectCommand add_import(Command& command) {
  auto options = std::make_shared<ImportOptions>();
  OptionParser parser =
      command.parser().subcommand("import", "add tracks from a table or from records");
  parser.operand("records", options->files,
                 "CSV or JSON Lines files, or playlists; - or none for standard input");
  add_database(parser, options->database);
  add_path_map(parser, options->map_paths);
  parser.flag("--guess-language", options->guess_language,
              "guess missing languages from title and artist");
  return {parser, [&command, options] {
            if (options->guess_language && !catalogue::can_guess_language())
              throw UsageError("--guess-language: this melsift was built without CLD2");
            command.set_items("records");
            import_files(command, *options);
          }};
}

void import_records(Command& command, const std::string& database,
                    std::span<const record::Record> tracks) {
  auto store = open_or_make_catalogue(command, database);
  catalogue::Identities identities;
  Counts counts;
  store.transaction([&] {
    for (const record::Record& given : tracks) {
      record::Record record = given;
      record.path = catalogue::record_path(given.path);
      try {
        counts.add(store.fill(record, record.path.empty() ? identities.of(record) : ""));
        command.count_done();
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid_argument) throw;
        command.count_failed(error.what());
      }
    }
  });
  command.note(counts.text("track"));
}

}  // namespace melsift::tools
