#include "record/shown_title.h"

#include "record/piece_name.h"

namespace melsift::record {

std::string shown_title(const Record& record) {
  if (!record.title.empty()) return record.title;
  const std::string_view path = record.path;
  return std::string(without_extension(path.substr(path.find_last_of("/\\") + 1)));
}

}  // namespace melsift::record
