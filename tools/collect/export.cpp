#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/extension.h"
#include "base/file.h"
#include "record/csv.h"
#include "record/sink.h"
#include "record/text_field.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"

namespace melsift::tools {
namespace {

struct ExportOptions {
  std::string database;
  std::string output = "-";
  bool liked = false;
  bool listens = false;
  bool check = false;
  std::vector<std::string> map_paths;
};

// The fields that fit into the cells of a table; import reads them back.
constexpr std::array<const char*, 16> kColumns = {
    "path",       "title",       "artist",           "album",
    "genre",      "language",    "language_guessed", "year",
    "tempo_bpm",  "liked",       "play_count",       "last_played",
    "duration_s", "sample_rate", "predicted",        "label"};

// A sink for tables of tracks, not of features.
class TrackTable final : public record::Sink {
 public:
  explicit TrackTable(const std::string& path)
      : file_(path), separator_(record::csv_separator(path)) {
    append({kColumns.begin(), kColumns.end()});
  }
  void write(const record::Record& record) override {
    std::vector<std::string> cells;
    for (const std::string_view column : kColumns)
      cells.push_back(column == "genre" ? genres(record) : record::field_text(record, column));
    append(cells);
  }
  void flush() override { file_.flush(); }
  void close() override { file_.close(); }

 private:
  static std::string genres(const record::Record& record) {
    std::string text;
    for (const std::string& genre : record.genre) text += (text.empty() ? "" : ";") + genre;
    return text;
  }
  void append(const std::vector<std::string>& cells) {
    line_.clear();
    record::append_csv_row(line_, cells, separator_);
    file_.write(line_);
  }

  OutputFile file_;
  char separator_;
  std::string line_;
};

void export_tracks(Command& command, const ExportOptions& options, const catalogue::Store& store) {
  const PathMap paths = path_map(options.map_paths);
  record::Format format{};
  command.check([&] { format = record::output_format("", options.output); });
  const auto out = format == record::Format::csv ? std::make_unique<TrackTable>(options.output)
                                                 : record::open_sink(options.output, format);
  store.for_each_track([&](record::Record&& record) {
    if (options.liked && record.liked != true) return;
    record.path = paths(record.path);
    try {
      out->write(record);
      command.count_done();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid_argument) throw;
      command.count_failed(error.what());  // a track without features, for a table of them
    }
  });
  out->close();
}

void export_listens(Command& command, const ExportOptions& options, const catalogue::Store& store) {
  constexpr std::array<std::string_view, 2> kSupported = {"tsv", "csv"};
  std::string extension;
  command.check([&] { extension = supported_extension(options.output, kSupported); });
  OutputFile out(options.output);
  const char separator = extension == "csv" ? ',' : '\t';
  std::string line;
  record::append_csv_row(line, {"user", "item", "plays"}, separator);
  for (const catalogue::Listen& listen : store.listens()) {
    record::append_csv_row(line, {listen.user, listen.item, std::to_string(listen.plays)},
                           separator);
    out.write(line);
    line.clear();
  }
  out.write(line);
  out.close();
}

void check(Command& command, const ExportOptions& options, const catalogue::Store& store) {
  const auto damage = store.damage();
  if (damage.empty())
    command.note(options.database + ": whole, " + counted(store.track_count(), "track"));
  for (const std::string& line : damage)
    command.count_failed(
        line.starts_with(options.database) ? line : options.database + ": damaged: " + line);
}

}  // namespace

CollectCommand add_export(Command& command) {
  auto options = std::make_shared<ExportOptions>();
  OptionParser parser =
      command.parser().subcommand("export", "write the catalogue as records or as a table");
  add_database(parser, options->database);
  parser
      .option("-o,--output", options->output,
              "write to FILE; .csv writes a table (default: standard output)")
      .value_name("FILE");
  add_path_map(parser, options->map_paths);
  const auto liked = parser.flag("--liked", options->liked, "export only liked tracks");
  const auto listens = parser
                           .flag("--listens", options->listens,
                                 "export listens (user, item, plays) instead of tracks")
                           .excludes(liked);
  parser.flag("--check", options->check, "check the integrity of the catalogue and write nothing")
      .excludes(liked)
      .excludes(listens);
  return {parser, [&command, options] {
            command.set_items("records");
            const auto store = open_catalogue(options->database, catalogue::Mode::read);
            if (options->check)
              check(command, *options, store);
            else if (options->listens)
              export_listens(command, *options, store);
            else
              export_tracks(command, *options, store);
          }};
}

}  // namespace melsift::tools
