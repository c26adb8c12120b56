// collect duplicates: the tracks of a catalogue that are the same recording.
#include "recommend/duplicates.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "recommend/sound.h"
#include "record/json_text.h"
#include "record/shown_title.h"
#include "record/writer.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

struct Options {
  std::string database;
  std::string output = "-";
  std::string format;
  recommend::DuplicateRules rules;
};

// Kilobits a second of the whole file, tags and pictures included; nothing if the file is gone.
std::optional<double> bitrate_of(const record::Record& record) {
  const auto stamp = file_stamp(record.path);
  if (!stamp || !record.duration_s || *record.duration_s <= 0.0) return std::nullopt;
  return std::round(static_cast<double>(stamp->size) * 8.0 / 1000.0 / *record.duration_s);
}

// A recording, and what differs between its files.
struct Recording {
  std::vector<std::size_t> tracks;
  std::vector<std::optional<double>> bitrates;
  std::vector<std::string> differs;

  Recording(const recommend::Tracks& all, std::vector<std::size_t> list)
      : tracks(std::move(list)), differs(recommend::differing_fields(all, tracks)) {
    for (const std::size_t track : tracks) bitrates.push_back(bitrate_of(all.record(track)));
    const auto differ = [&](const auto& one) { return one != bitrates.front(); };
    if (std::ranges::any_of(bitrates, differ)) differs.emplace_back("bitrate");
  }
};

std::string minutes(double seconds) {
  const auto whole = static_cast<long long>(std::lround(seconds));
  const std::string rest = std::to_string(whole % 60);
  return std::to_string(whole / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

std::string table(const recommend::Tracks& tracks, const std::vector<Recording>& recordings,
                  std::size_t width) {
  const std::vector<TableColumn> columns = {
      {"group", true},  {"title", false, true}, {"artist", false, true}, {"length", true},
      {"kbit/s", true}, {"Hz", true},           {"path", false, true},   {"differs", false, true}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t group = 0; group < recordings.size(); ++group) {
    const auto& [list, bitrates, differs] = recordings[group];
    std::string names;
    for (const std::string& name : differs) names += (names.empty() ? "" : ", ") + name;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const record::Record& record = tracks.record(list[i]);
      rows.push_back({std::to_string(group + 1), record::shown_title(record), record.artist,
                      minutes(record.duration_s.value_or(0.0)),
                      bitrates[i] ? to_fixed(*bitrates[i], 0) : "",
                      record.sample_rate ? std::to_string(*record.sample_rate) : "", record.path,
                      i == 0 ? names : ""});
    }
  }
  return table_text(columns, rows, width);
}

// Records without vectors, with the number of their group and what differs within it.
std::string lines(const recommend::Tracks& tracks, const std::vector<Recording>& recordings) {
  std::string out;
  for (std::size_t group = 0; group < recordings.size(); ++group) {
    const auto& [list, bitrates, differs] = recordings[group];
    std::string names = "[";
    for (const std::string& name : differs) {
      if (names.size() > 1) names += ',';
      record::append_json_string(names, name);
    }
    names += ']';
    for (std::size_t i = 0; i < list.size(); ++i) {
      record::Record record = tracks.record(list[i]);
      record.features.clear();
      record.embedding.clear();
      record.scores.clear();
      record.extra.emplace_back("duplicates", std::to_string(group + 1));
      record.extra.emplace_back("differs", names);
      if (bitrates[i]) record.extra.emplace_back("bitrate_kbps", to_fixed(*bitrates[i], 0));
      record::append_json(out, record);
      out += '\n';
    }
  }
  return out;
}

void list_duplicates(const Command& command, const Options& options) {
  const auto store = open_catalogue(options.database, catalogue::Mode::read);
  std::vector<record::Record> records;
  store.for_each_track([&](record::Record&& record) { records.push_back(std::move(record)); });
  const recommend::Tracks tracks(std::move(records));
  if (!recommend::Sound::of(tracks, {}, recommend::SoundKind::features))
    throw Error(ErrorKind::invalid_argument, options.database,
                "has no features to compare (collect scan computes them)");
  OutputFile out(options.output);
  std::vector<Recording> recordings;
  std::size_t files = 0;
  for (auto& list : recommend::find_duplicates(tracks, options.rules)) {
    files += list.size();
    recordings.emplace_back(tracks, std::move(list));
  }
  const bool as_table = options.format.empty() ? out.is_terminal() : options.format == "table";
  out.write(as_table ? table(tracks, recordings, out.is_terminal() ? terminal_width() : 0)
                     : lines(tracks, recordings));
  out.close();
  command.note(counted(static_cast<long long>(recordings.size()), "recording") + " with " +
               counted(static_cast<long long>(files), "file"));
}

}  // namespace

CollectCommand add_duplicates(Command& command) {
  auto options = std::make_shared<Options>();
  OptionParser parser = command.parser().subcommand(
      "duplicates", "list tracks that are the same recording, by sound and length");
  add_database(parser, options->database);
  parser
      .option("--length", options->rules.length_s, "largest difference of the lengths, in seconds")
      .value_name("S")
      .show_default()
      .range(0.0, 1e6);
  parser
      .option("--same-sound", options->rules.same_sound,
              "largest difference of the sounds, in standard deviations")
      .value_name("X")
      .show_default()
      .range(0.0, 100.0);
  parser
      .option("--same-name", options->rules.same_name,
              "largest difference of the sounds if artist and title are equal")
      .value_name("X")
      .show_default()
      .range(0.0, 100.0);
  add_report(parser, options->output, options->format);
  return {parser, [&command, options] { list_duplicates(command, *options); }};
}

}  // namespace melsift::tools
