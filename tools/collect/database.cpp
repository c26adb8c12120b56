#include "tools/collect/database.h"

#include "base/default_library.h"
#include "base/disk_file.h"
#include "base/error.h"

namespace melsift::tools {
namespace {

void require_name(const std::string& path) {
  if (path.empty())
    throw UsageError("--db is required (neither XDG_DATA_HOME nor HOME is an absolute path)");
}

}  // namespace

void add_database(OptionParser& parser, std::string& path) {
  path = default_library();
  parser.option("--db", path, "catalogue file (default: $XDG_DATA_HOME/melsift/library.db)")
      .value_name("FILE");
}

void add_report(OptionParser& parser, std::string& output, std::string& format) {
  parser.option("-o,--output", output, "write to FILE (default: standard output)")
      .value_name("FILE");
  parser.option("--format", format, "output format (default: table on a terminal, else jsonl)")
      .value_name("table|jsonl")
      .one_of({"table", "jsonl"});
}

void add_path_map(OptionParser& parser, std::vector<std::string>& texts) {
  parser.option("--map-path", texts, "replace folder FROM of paths by folder TO; may be repeated")
      .value_name("FROM=TO")
      .one_at_a_time();
}

PathMap path_map(const std::vector<std::string>& texts) {
  PathMap map;
  try {
    for (const std::string& text : texts) map.add(text);
  } catch (const Error& error) {
    throw UsageError(std::string("--map-path: ") + error.what());
  }
  return map;
}

catalogue::Store open_or_make_catalogue(const Command& command, const std::string& path) {
  require_name(path);
  if (prepare_default_library(path)) command.note("creating the library " + path);
  return catalogue::Store::open(path, catalogue::Mode::write);
}

catalogue::Store open_catalogue(const std::string& path, catalogue::Mode mode) {
  require_name(path);
  if (is_gone(path))
    throw Error(ErrorKind::not_found, path,
                std::string("there is no such catalogue") +
                    (path == default_library() ? " (run melsift collect scan FOLDER first)" : ""));
  return catalogue::Store::open(path, mode);
}

std::string counted(long long count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace melsift::tools
