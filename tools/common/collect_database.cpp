#include "common/collect_database.h"

#include "base/disk_file.h"
#include "base/error.h"

namespace melsift::tools {

CLI::App* add_subcommand(Command& command, const std::string& name, const std::string& help) {
  CLI::App* app = command.app().add_subcommand(name, help)->fallthrough();
  app->get_formatter()->column_width(34);
  return app;
}

void add_database(CLI::App& app, std::string& path) {
  app.add_option("--db", path, "the catalogue")->type_name("FILE")->required();
}

catalogue::Store open_catalogue(const std::string& path, catalogue::Mode mode) {
  if (is_gone(path)) throw Error(ErrorKind::not_found, path, "there is no such catalogue");
  return catalogue::Store::open(path, mode);
}

std::string counted(long long count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace melsift::tools
