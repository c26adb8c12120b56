#include "record/dataset_folder.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/name.h"
#include "base/name_list.h"

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

void keep_classes(std::vector<Record>& records, std::span<const std::string> lists) {
  std::set<std::string> present;
  for (const Record& record : records) present.insert(record.label);
  const std::vector<std::string> known(present.begin(), present.end());
  std::set<std::string> kept;
  for (const std::string& list : lists) {
    for (const std::string& wanted : names_among(list, known)) {
      if (present.contains(wanted)) {
        kept.insert(wanted);
        continue;
      }
      std::string have;
      for (const std::string& label : known)
        have.append(have.empty() ? "" : ", ").append(joined_names({label}));
      throw Error(ErrorKind::invalid_argument, wanted, "no such class (there are " + have + ")");
    }
  }
  std::erase_if(records, [&](const Record& record) { return !kept.contains(record.label); });
}

std::vector<std::vector<std::string>> look_alikes(std::span<const Record> records) {
  std::map<std::string, std::set<std::string>> by_form;
  for (const Record& record : records)
    if (!record.label.empty()) by_form[folded_name(record.label)].insert(record.label);
  std::vector<std::vector<std::string>> alike;
  for (const auto& [form, labels] : by_form)
    if (labels.size() > 1) alike.emplace_back(labels.begin(), labels.end());
  return alike;
}

}  // namespace melsift::record
