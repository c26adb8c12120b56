#include "record/dataset_folder.h"

#include <algorithm>
#include <set>

#include "base/error.h"

namespace melsift::record {

std::vector<Record> labelled_by_folder(std::string_view folder,
                                       std::span<const std::string> files) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  std::vector<Record> records;
  for (const std::string& path : files) {
    std::string_view below = path;
    below.remove_prefix(std::min(folder.size(), below.size()));
    below.remove_prefix(std::min(below.find_first_not_of('/'), below.size()));
    const std::size_t slash = below.find('/');
    Record& record = records.emplace_back();
    record.path = path;
    if (slash != std::string_view::npos) record.label = below.substr(0, slash);
  }
  return records;
}

void keep_classes(std::vector<Record>& records, std::span<const std::string> classes) {
  std::set<std::string> present;
  for (const Record& record : records) present.insert(record.label);
  for (const std::string& wanted : classes) {
    if (present.contains(wanted)) continue;
    std::string have;
    for (const std::string& label : present) have.append(have.empty() ? "" : ", ").append(label);
    throw Error(ErrorKind::invalid_argument, wanted, "no such class (there are " + have + ")");
  }
  std::erase_if(records, [&](const Record& record) {
    return std::ranges::find(classes, record.label) == classes.end();
  });
}

}  // namespace melsift::record
