#include "tools/recommend/output.h"

#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/display_text.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/number.h"
#include "recommend/english.h"
#include "recommend/playlist.h"
#include "recommend/sieve.h"
#include "record/shown_title.h"
#include "record/writer.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

// A line such as "also in: rock" precedes the tracks for which the filters were relaxed.
std::string table(const recommend::Answer& answer, std::size_t width) {
  const std::vector<TableColumn> columns = {{"rank", true},          {"title", false, true},
                                            {"artist", false, true}, {"year", true},
                                            {"genre", false, true},  {"score", true}};
  std::vector<std::vector<std::string>> rows;
  for (const record::Record& record : answer.tracks) {
    const auto year = record::first_year(record);
    rows.push_back({std::to_string(*record.rank), record::shown_title(record), record.artist,
                    year ? std::to_string(*year) : "", recommend::genres_text(record),
                    to_fixed(*record.score, 3)});
  }
  std::istringstream lines(table_text(columns, rows, width));
  std::string out, line, before;
  for (std::size_t i = 0; std::getline(lines, line); ++i) {  // line 0 holds the headings
    if (i > 0 && i <= answer.why.size()) {
      const std::string relaxed = recommend::relaxation(answer.why[i - 1]);
      if (relaxed != std::exchange(before, relaxed)) out += printable(relaxed) + "\n";
    }
    out += line + "\n";
  }
  return out;
}

// The records with their paths as the output is to have them.
std::vector<record::Record> with_paths(std::vector<record::Record> records,
                                       const std::string& format, const RecommendOptions& options,
                                       const PathMap& map, const OutputFile& out) {
  const bool playlist = format == "m3u8" || format == "xspf" || format == "jspf";
  const auto paths = !playlist                     ? recommend::Paths::given
                     : options.paths == "absolute" ? recommend::Paths::absolute
                     : options.paths == "relative" ? recommend::Paths::relative
                                                   : recommend::Paths::given;
  const std::filesystem::path here = std::filesystem::current_path();
  const auto folder = out.path() == "-" ? here : (here / out.path()).parent_path();
  for (record::Record& record : records)
    record.path = map(recommend::path_for(record.path, paths, folder.string(), here.string()));
  return records;
}

std::string m3u8_text(const Command& command, const std::vector<record::Record>& records) {
  const auto playlist = recommend::m3u8(records);
  if (playlist.left_out == records.size())
    throw Error(ErrorKind::unsupported, "m3u8", "none of the tracks has a path to play");
  if (playlist.left_out > 0)
    command.warning(std::to_string(playlist.left_out) + " of " + std::to_string(records.size()) +
                    " tracks have no path to play: left out");
  return playlist.text;
}

}  // namespace

std::string extension_of_output(const std::string& path) {
  constexpr std::array<std::string_view, 6> kSupported = {"jsonl", "tsv",  "m3u",
                                                          "m3u8",  "xspf", "jspf"};
  return supported_extension(path, kSupported);
}

std::string format_for(const RecommendOptions& options, const OutputFile& out) {
  if (!options.format.empty()) return options.format;
  const std::string extension = extension_of_output(out.path());
  if (!extension.empty()) return extension == "m3u" ? "m3u8" : extension;
  return out.is_terminal() ? "table" : "jsonl";
}

std::string text_of(const Command& command, const recommend::Answer& answer,
                    const RecommendOptions& options, const PathMap& paths, const OutputFile& out) {
  const std::string format = format_for(options, out);
  const std::vector<record::Record> records =
      with_paths(recommend::with_reasons(answer), format, options, paths, out);
  if (format == "table") return table(answer, out.is_terminal() ? terminal_width() : 0);
  if (format == "tsv") return recommend::tsv(records);
  if (format == "m3u8") return m3u8_text(command, records);
  if (format == "xspf") return recommend::xspf(records);
  if (format == "jspf") return recommend::jspf(records);
  std::string lines;
  for (const record::Record& record : records) {
    record::append_json(lines, record);
    lines += '\n';
  }
  return lines;
}

std::string funnel_text(const recommend::Funnel& funnel, std::size_t tracks) {
  std::string dropped, passed_over;
  std::size_t pass = tracks;
  for (std::size_t i = 0; i < funnel.size(); ++i) {
    const auto& [what, count] = funnel[i];
    if (count == 0) continue;
    const bool filter = i < recommend::kDrops;
    std::string& list = filter ? dropped : passed_over;
    const char* by = !filter ? " " : list.empty() ? " dropped by " : " by ";
    list.append(list.empty() ? "" : ", ").append(std::to_string(count) + by + what);
    if (filter) pass -= count;
  }
  return std::to_string(tracks) + " tracks: " + (dropped.empty() ? "none dropped" : dropped) +
         "; " + std::to_string(pass) + " pass" +
         (passed_over.empty() ? "" : "; skipped: " + passed_over);
}

}  // namespace melsift::tools
