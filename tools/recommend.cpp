// recommend: tracks of a catalogue to hear next.  See melsift-recommend(1).
#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "common/command.h"
#include "common/read_records.h"
#include "common/recommend_options.h"
#include "common/table_text.h"
#include "recommend/playlist.h"
#include "recommend/recommender.h"
#include "record/writer.h"

using namespace melsift;

namespace {

// Records come in by a pipe or a file on standard input without being asked for; what else it may
// be (a socket of who started the tool, a terminal) could be waited for in vain.
bool standard_input_is_given() {
  struct stat status {};
  return ::fstat(STDIN_FILENO, &status) == 0 &&
         (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode));
}

// The given records.  A file that can't be read is reported, and the others serve.
std::vector<record::Record> read_given(tools::Command& command,
                                       const std::vector<std::string>& paths) {
  std::vector<record::Record> given;
  for (const std::string& path : paths) {
    try {
      tools::read_records(command, path, given);
    } catch (const Error& failure) {
      command.count_failed(failure.what());
    }
  }
  return given;
}

bool asks_for_nothing(const recommend::Filters& filters) {
  return filters.genres.empty() && filters.languages.empty() && !filters.years;
}

std::string table(const std::vector<record::Record>& records, std::size_t width) {
  const std::vector<tools::TableColumn> columns = {{"rank", true},          {"title", false, true},
                                                   {"artist", false, true}, {"year", true},
                                                   {"genre", false, true},  {"score", true}};
  std::vector<std::vector<std::string>> rows;
  for (const record::Record& record : records)
    rows.push_back({std::to_string(*record.rank), record.title.empty() ? record.path : record.title,
                    record.artist, record.year ? std::to_string(*record.year) : "",
                    recommend::genres_text(record), to_fixed(*record.score, 3)});
  return tools::table_text(columns, rows, width);
}

std::string format_for(const tools::RecommendOptions& options, const OutputFile& out) {
  if (!options.format.empty()) return options.format;
  for (const char* format : {"tsv", "m3u8"}) {
    if (out.path().ends_with(std::string(".") + format)) return format;
  }
  return out.is_terminal() ? "table" : "jsonl";
}

std::string text_of(tools::Command& command, const std::vector<record::Record>& records,
                    const std::string& format, bool to_terminal) {
  if (format == "table") return table(records, to_terminal ? tools::terminal_width() : 0);
  if (format == "tsv") return recommend::tsv(records);
  if (format == "m3u8") {
    const auto playlist = recommend::m3u8(records);
    if (playlist.left_out == records.size())
      throw Error(ErrorKind::unsupported, "m3u8", "none of the tracks has a path to play");
    if (playlist.left_out > 0)
      command.warning(std::to_string(playlist.left_out) + " of " + std::to_string(records.size()) +
                      " tracks have no path to play: left out");
    return playlist.text;
  }
  std::string lines;
  for (const record::Record& record : records) {
    record::append_json(lines, record);
    lines += '\n';
  }
  return lines;
}

void recommend_tracks(tools::Command& command, const tools::RecommendOptions& options,
                      recommend::Request request, const std::vector<std::string>& given,
                      OutputFile& out) {
  request.given = read_given(command, given);
  if (request.given.empty() && asks_for_nothing(request.filters))
    throw Error(ErrorKind::invalid_argument, given.front() == "-" ? kStandardInput : given.front(),
                "holds no records to go by; give some, or --genres");
  std::vector<record::Record> catalogue;
  tools::read_records(command, options.catalogue, catalogue);
  const recommend::Tracks tracks(std::move(catalogue));
  const auto answer = recommend::recommend(tracks, request);
  for (const std::string& warning : answer.warnings) command.warning(warning);
  for (const std::string& note : answer.notes) command.note(note);
  if (answer.exact < request.count && answer.unknown_dropped > 0)
    command.note("left out because their year or language is unknown: " +
                 std::to_string(answer.unknown_dropped) + " (--unknown keep takes them)");
  if (answer.tracks.empty())
    throw Error(ErrorKind::not_found, options.catalogue, "has no track to recommend");
  out.write(text_of(command, answer.tracks, format_for(options, out), out.is_terminal()));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run(
      "recommend", "Find tracks of a catalogue to hear next.", argc, argv,
      [](tools::Command& command) {
        tools::RecommendOptions options;
        tools::add_options(command, options);
        const auto& operands = command.operands(
            "records",
            "tracks to go by: record files, such as classify writes, or - for standard input");
        const auto& output = command.output();
        const auto& seed = command.seed();
        command.parse();
        command.set_items("records");

        recommend::Request request;
        command.check([&] { request = tools::request_of(options); });
        request.seed = seed;
        auto given = operands;
        const bool free = options.catalogue != "-";  // standard input
        if (given.empty() && free && standard_input_is_given()) given = {"-"};
        if (given.empty() && asks_for_nothing(request.filters))
          throw CLI::ValidationError(
              "nothing to go by: give --genres, --language, --years or records");
        if (!free && std::count(given.begin(), given.end(), "-") > 0)
          throw CLI::ValidationError("standard input can't be both the catalogue and the records");
        OutputFile out(output);
        recommend_tracks(command, options, request, given, out);
      });
}
