#include "tools/collect/database.h"

#include "base/disk_file.h"
#include "base/error.h"

namespace melsift::tools {

void add_database(OptionParser& parser, std::string& path) {
  parser.option("--db", path, "the catalogue").value_name("FILE").required();
}

catalogue::Store open_catalogue(const std::string& path, catalogue::Mode mode) {
  if (is_gone(path)) throw Error(ErrorKind::not_found, path, "there is no such catalogue");
  return catalogue::Store::open(path, mode);
}

std::string counted(long long count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace melsift::tools
