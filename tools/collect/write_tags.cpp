// collect write-tags: tempo, key and genres of the catalogue into the files' tags.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/tag_writer.h"
#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "record/confidence.h"
#include "record/key_field.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"

namespace melsift::tools {
namespace {

constexpr std::array<std::string_view, 3> kFields = {"bpm", "key", "genre"};

struct Options {
  std::string database;
  std::vector<std::string> paths;
  std::string fields = "bpm,key,genre";
  double confidence = 0.5;
  bool overwrite = false;
  bool write = false;
};

std::vector<std::string> fields_of(const Options& options) {
  std::vector<std::string> fields = split_list(options.fields, ',');
  for (const std::string& field : fields)
    if (std::ranges::find(kFields, field) == kFields.end())
      throw UsageError("--fields: \"" + field + "\", expected bpm, key or genre");
  return fields;
}

// What the catalogue knows with enough confidence.
audio::TagWish wish_of(const record::Record& record, const std::vector<std::string>& fields,
                       double confidence) {
  const auto wants = [&](std::string_view field) {
    return std::ranges::find(fields, field) != fields.end();
  };
  audio::TagWish wish;
  if (wants("bpm")) wish.tempo_bpm = record.tempo_bpm;
  if (wants("key") && record::key_confidence_of(record).value_or(1.0) >= confidence)
    wish.key = record::key_of(record);
  if (wants("genre")) {
    wish.genre = record.genre;
    const double predicted = static_cast<double>(record::confidence(record).value_or(0.0F));
    if (wish.genre.empty() && !record.predicted.empty() && predicted >= confidence)
      wish.genre = {record.predicted};
  }
  return wish;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : "; ") + one;
  return text;
}

// The tracks to work on: those that the operands mean, or all with a file.
std::vector<record::Record> chosen(Command& command, const Options& options) {
  const auto store = open_catalogue(options.database, catalogue::Mode::read);
  std::vector<record::Record> records;
  if (options.paths.empty()) {
    store.for_each_track([&](record::Record&& record) {
      if (file_stamp(record.path)) records.push_back(std::move(record));
    });
    return records;
  }
  for (const std::string& path : options.paths) {
    record::Record wanted;
    wanted.path = path;
    const auto tracks = store.find_matching(wanted);
    for (const long long track : tracks) records.push_back(store.track(track));
    if (tracks.empty()) command.count_failed(path + ": is not in " + options.database);
  }
  return records;
}

void write_tags(Command& command, const Options& options) {
  const auto fields = fields_of(options);
  command.set_items("files");
  OutputFile out("-");
  std::size_t changed = 0;
  for (const record::Record& record : chosen(command, options)) {
    try {
      const auto edits = audio::tag_edits(record.path, wish_of(record, fields, options.confidence),
                                          options.overwrite);
      if (options.write) audio::write_tags(record.path, edits);
      for (const audio::TagEdit& edit : edits)
        out.write(record.path + "\t" + edit.field + "\t" + joined(edit.before) + "\t" +
                  joined(edit.after) + "\n");
      changed += edits.empty() ? 0 : 1;
      command.count_done();
    } catch (const Error& error) {
      command.count_failed(error.what());
    }
  }
  out.close();
  command.note(counted(static_cast<long long>(changed), "file") +
               (options.write ? " changed" : " to change; --write changes them"));
}

}  // namespace

CollectCommand add_write_tags(Command& command) {
  auto options = std::make_shared<Options>();
  OptionParser parser = command.parser().subcommand(
      "write-tags", "write tempo, key and genres of the catalogue into the tags of files");
  parser.operand("path", options->paths, "tracks and folders; none means all files");
  add_database(parser, options->database);
  parser
      .option("--fields", options->fields, "fields to write, separated by commas: bpm, key, genre")
      .value_name("LIST")
      .show_default();
  parser
      .option("--min-confidence", options->confidence,
              "do not write a key or a predicted genre with less confidence")
      .value_name("X")
      .show_default()
      .range(0.0, 1.0);
  parser.flag("--overwrite", options->overwrite, "replace fields that a file has");
  parser.flag("--write", options->write, "change the files instead of listing the changes");
  return {parser, [&command, options] { write_tags(command, *options); }};
}

}  // namespace melsift::tools
