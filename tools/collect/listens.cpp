#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

struct ListenOptions {
  std::vector<std::string> files;
  std::string database;
};

// A listen for the catalogue, in which plays are a whole number.
catalogue::Listen listen_of(const record::ListenRow& row, const std::string& where) {
  constexpr double kMax = 1e15;  // up to here a double holds every whole number
  if (row.plays > kMax || row.plays != std::floor(row.plays))
    throw Error(ErrorKind::corrupt, where,
                "plays: expected a whole number up to 1e15, got " + to_text(row.plays));
  return {row.user, row.item, static_cast<long long>(row.plays)};
}

}  // namespace

CollectCommand add_import_listens(Command& command) {
  auto options = std::make_shared<ListenOptions>();
  OptionParser parser =
      command.parser().subcommand("import-listens", "add listening histories of users");
  parser
      .operand("table", options->files,
               "tables or JSON Lines of user, item and plays; - for standard input")
      .required();
  add_database(parser, options->database);
  return {parser, [&command, options] {
            command.set_items("rows");
            auto store = open_or_make_catalogue(command, options->database);
            record::ListenFiles files = listen_files(command, options->files);
            long long count = 0;
            const long long added = store.put_listens([&] {
              std::optional<catalogue::Listen> listen;
              const auto take = [&](const record::ListenRow& row, const std::string& where) {
                listen = listen_of(row, where);
              };
              if (files.next(take)) ++count;
              return listen;
            });
            command.note(counted(count, "row") + ": " + std::to_string(added) + " new");
          }};
}

}  // namespace melsift::tools
