// collect cluster: the tracks of a catalogue in groups that sound alike.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "recommend/clusters.h"
#include "recommend/playlist.h"
#include "record/json_text.h"
#include "record/shown_title.h"
#include "record/writer.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kExamples = 3;  // of a cluster, in a table

struct Options {
  std::string database;
  std::string output = "-";
  std::string format;
  std::string playlists;  // a folder
  recommend::ClusterRules rules;
};

std::string table(const recommend::Tracks& tracks, const std::vector<recommend::Cluster>& clusters,
                  std::size_t width) {
  const std::vector<TableColumn> columns = {
      {"cluster", true}, {"tracks", true}, {"name", false, true}, {"such as", false, true}};
  std::vector<std::vector<std::string>> rows;
  for (const recommend::Cluster& cluster : clusters) {
    std::string examples;
    for (std::size_t i = 0; i < std::min(kExamples, cluster.tracks.size()); ++i)
      examples += (i > 0 ? "; " : "") + record::shown_title(tracks.record(cluster.tracks[i]));
    rows.push_back({std::to_string(rows.size() + 1), std::to_string(cluster.tracks.size()),
                    cluster.name, examples});
  }
  return table_text(columns, rows, width);
}

// The tracks of a cluster, without vectors, with its name.
std::vector<record::Record> records_of(const recommend::Tracks& tracks,
                                       const recommend::Cluster& cluster) {
  std::string name;
  record::append_json_string(name, cluster.name);
  std::vector<record::Record> records;
  for (const std::size_t track : cluster.tracks) {
    record::Record& record = records.emplace_back(tracks.record(track));
    record.features.clear();
    record.embedding.clear();
    record.scores.clear();
    record.extra.emplace_back("cluster", name);
  }
  return records;
}

// "01 jazz, 1960s.m3u8": what a file system can't hold becomes a blank.
std::string file_name(std::size_t number, std::string name) {
  std::ranges::replace_if(
      name,
      [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos; },
      ' ');
  return (number < 10 ? "0" : "") + std::to_string(number) + " " + name + ".m3u8";
}

void write_playlists(const Command& command, const recommend::Tracks& tracks,
                     const std::vector<recommend::Cluster>& clusters, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw system_error(folder, "can't create", error.value());
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const auto records = records_of(tracks, clusters[i]);
    const auto playlist = recommend::m3u8(records);
    left_out += playlist.left_out;
    OutputFile out((std::filesystem::path(folder) / file_name(i + 1, clusters[i].name)).string());
    out.write(playlist.text);
    out.close();
  }
  if (left_out > 0)
    command.warning(counted(static_cast<long long>(left_out), "track") +
                    " without a path to play: left out of the playlists");
}

void write_clusters(const Command& command, const Options& options) {
  const auto store = open_catalogue(options.database, catalogue::Mode::read);
  std::vector<record::Record> records;
  store.for_each_track([&](record::Record&& record) { records.push_back(std::move(record)); });
  const recommend::Tracks tracks(std::move(records));
  if (tracks.size() == 0)
    throw Error(ErrorKind::invalid_argument, options.database, "has no tracks");
  OutputFile out(options.output);
  const auto clusters = recommend::find_clusters(tracks, options.rules);
  const bool as_table = options.format.empty() ? out.is_terminal() : options.format == "table";
  if (as_table) {
    out.write(table(tracks, clusters, out.is_terminal() ? terminal_width() : 0));
  } else {
    std::string lines;
    for (const recommend::Cluster& cluster : clusters) {
      for (const record::Record& record : records_of(tracks, cluster)) {
        record::append_json(lines, record);
        lines += '\n';
      }
    }
    out.write(lines);
  }
  if (!options.playlists.empty()) write_playlists(command, tracks, clusters, options.playlists);
  out.close();
}

}  // namespace

CollectCommand add_cluster(Command& command) {
  auto options = std::make_shared<Options>();
  OptionParser parser =
      command.parser().subcommand("cluster", "divide the catalogue into groups that sound alike");
  add_database(parser, options->database);
  parser
      .option("-k,--clusters", options->rules.count,
              "number of clusters; 0: the square root of half the number of tracks, 2 to 20")
      .value_name("N")
      .show_default()
      .range(0, 10'000);
  parser
      .option("--playlists", options->playlists, "also write a playlist of each cluster to FOLDER")
      .value_name("FOLDER");
  parser.option("--seed", options->rules.seed, "seed for the first centres of the clusters")
      .value_name("N")
      .show_default();
  add_report(parser, options->output, options->format);
  return {parser, [&command, options] { write_clusters(command, *options); }};
}

}  // namespace melsift::tools
