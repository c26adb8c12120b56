// collect index: writes the vectors of a catalogue to a file that can be searched in place.
#include "index/index.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "index/writer.h"
#include "recommend/sound.h"
#include "record/writer.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/kit/progress.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

// The maximum number of front ends and models in one catalogue; each needs three files until it is
// known which one most records share.
constexpr std::size_t kMaxSpaces = 64;

struct Options {
  std::string database;
  std::vector<std::string> records;
  std::string output;
  bool statistics = false;
  std::string standardise_as;
  std::string graph = "auto";
  unsigned threads = 0;
  std::uint64_t seed = 1;
};

// The record without the fields that the index stores separately.
std::string payload_of(const record::Record& record) {
  record::Record rest = record;
  rest.features.clear();
  rest.embedding.clear();
  rest.mel.resize(0, 0);
  rest.front_end.clear();  // of the features: it is in the index's description
  return record::to_json(rest);
}

// The vectors of all spaces of the records, until the space of the index is known, or of the space
// with this description.
class Spaces {
 public:
  Spaces(std::string output, std::string description)
      : output_(std::move(output)), description_(std::move(description)) {}

  void add(const record::Record& record) {
    ++records_;
    std::optional<std::string> payload;
    for (const recommend::SoundSpace& space : recommend::sound_spaces(record)) {
      if (!description_.empty() && space.text() != description_) continue;
      if (!payload) payload = payload_of(record);
      const bool embedded = space.kind == recommend::VectorKind::embedding;
      writer_of(space).add(embedded ? record.embedding : record.features, *payload);
    }
  }

  std::size_t records() const { return records_; }
  // The space that most records share; of two equally frequent ones an embedding; nothing if there
  // is none.
  const recommend::SoundSpace* most_frequent() const {
    const recommend::SoundSpace* most = nullptr;
    for (const auto& [space, writer] : writers_) {  // features are ordered before embeddings
      if (!most || writer->size() >= writers_.at(*most)->size()) most = &space;
    }
    return most;
  }
  index::Writer& writer(const recommend::SoundSpace& space) { return *writers_.at(space); }

 private:
  index::Writer& writer_of(const recommend::SoundSpace& space) {
    auto found = writers_.find(space);
    if (found == writers_.end()) {
      if (writers_.size() == kMaxSpaces)
        throw Error(ErrorKind::unsupported, space.text(),
                    "the records have vectors of more than " + std::to_string(kMaxSpaces) +
                        " front ends or models; choose some of them");
      found = writers_.emplace(space, std::make_unique<index::Writer>(output_, space.text())).first;
    }
    return *found->second;
  }

  std::string output_, description_;
  std::size_t records_ = 0;
  std::map<recommend::SoundSpace, std::unique_ptr<index::Writer>> writers_;
};

std::optional<index::GraphOptions> graph_options(const Options& options, std::size_t rows) {
  if (options.graph == "no" || (options.graph == "auto" && rows < index::kGraphRows))
    return std::nullopt;
  index::GraphOptions graph;
  graph.threads = options.threads;
  graph.seed = options.seed;
  return graph;
}

void read(Command& command, const Options& options, Spaces& spaces) {
  std::vector<std::string> paths = options.records;
  if (!options.database.empty()) paths.insert(paths.begin(), options.database);
  for_each_record(command, paths,
                  [&](const record::Record& record, const std::string&) { spaces.add(record); });
}

// A mistyped folder is found before the records are read, because the index is written last.
void check_output(const std::string& path) {
  std::error_code none;
  const auto status = std::filesystem::status(path, none);
  if (path == "-") {
    if (::isatty(STDOUT_FILENO) == 1) throw UsageError("an index can't be written to a terminal");
  } else if (!exists(status) || is_regular_file(status) || is_directory(status)) {
    OutputFile{path};
  }
}

// Closes the index; `what` describes its vectors.
void write(Command& command, const Options& options, index::Writer& writer,
           const std::optional<index::Standardisation>& standardisation, const std::string& what) {
  if (options.statistics) {
    writer.close_statistics();
    command.info(options.output + ": mean and deviation of " + std::to_string(writer.size()) +
                 " tracks, " + what);
    return;
  }
  auto graph = graph_options(options, writer.size());
  std::optional<Progress> progress;
  if (graph) {
    progress.emplace(command, "rows linked", [rows = writer.size()](const std::stop_token&) {
      return std::optional(rows);
    });
    graph->progress = [&, linked = std::size_t{0}](std::size_t done) mutable {
      for (; linked < done; ++linked) progress->step();
    };
  }
  writer.close(graph, standardisation);
  progress.reset();
  command.info(options.output + ": " + std::to_string(writer.size()) + " tracks, " + what +
               (graph ? ", with a graph" : ""));
}

void make_index(Command& command, const Options& options) {
  command.set_items("records");
  check_output(options.output);
  std::optional<index::Standardisation> standardisation;
  std::string description;
  if (!options.standardise_as.empty()) {
    const auto model = index::Index::open(options.standardise_as);
    standardisation = model.standardisation();
    description = model.description();
  }
  Spaces spaces(options.output, description);
  read(command, options, spaces);
  const recommend::SoundSpace* space = spaces.most_frequent();
  if (!space)
    throw Error(
        ErrorKind::invalid_argument, options.output,
        "none of the " + std::to_string(spaces.records()) + " records has " +
            (description.empty() ? "features or an embedding; see melsift extract, classify"
                                 : description + ", as " + options.standardise_as + " has"));
  index::Writer& writer = spaces.writer(*space);
  const std::size_t left_out = spaces.records() - writer.size();
  if (left_out > 0)
    command.note(std::to_string(left_out) + " of " + std::to_string(spaces.records()) +
                 " records left out: without " + space->text());
  write(command, options, writer, standardisation, space->text());
}

}  // namespace

CollectCommand add_index(Command& command) {
  const auto options = std::make_shared<Options>();
  OptionParser parser = command.parser().subcommand(
      "index", "make a search index of embeddings or features, for up to millions of tracks");
  parser.operand("records", options->records,
                 "record files or databases; - or none for standard input");
  parser.option("--db", options->database, "catalogue file to index").value_name("FILE");
  parser.option("-o,--output", options->output, "write the index to FILE")
      .value_name("FILE")
      .required();
  const auto statistics =
      parser.flag("--statistics", options->statistics,
                  "write only mean and deviation of the vectors, for --standardise-as");
  parser
      .option("--standardise-as", options->standardise_as,
              "use kind of vector, mean and deviation of this index, for shards of a catalogue")
      .value_name("FILE")
      .excludes(statistics);
  parser
      .option("--graph", options->graph,
              "add a graph for approximate search; auto: from " +
                  std::to_string(index::kGraphRows) + " tracks on (default: auto)")
      .value_name("auto|yes|no")
      .one_of({"auto", "yes", "no"});
  parser.option("-j,--threads", options->threads, "number of threads; 0: all cores (default: 0)")
      .value_name("N")
      .range(0, 1024);
  parser.option("--seed", options->seed, "seed for the random choices of the graph (default: 1)")
      .value_name("N");
  return {parser, [&command, options] { make_index(command, *options); }};
}

}  // namespace melsift::tools
