#include "model/left_out.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "base/number.h"
#include "base/percent.h"
#include "feature/columns.h"
#include "feature/front_end.h"

namespace melsift::model {
namespace {

constexpr std::string_view kTable = "table columns=";

}  // namespace

std::vector<std::string> feature_names(const std::string& front_end) {
  if (front_end.starts_with(kTable)) {
    auto names = split_list(std::string_view(front_end).substr(kTable.size()), ',');
    for (std::string& name : names) name = percent_decoded(name);
    return names;
  }
  if (front_end.empty()) return {};
  try {
    return feature::column_names(feature::FrontEnd::parse(front_end));
  } catch (const Error&) {
    return {};
  }
}

std::vector<Eigen::Index> columns_named(std::span<const std::string> names,
                                        const std::string& front_end) {
  const std::vector<std::string> columns = feature_names(front_end);
  std::vector<Eigen::Index> found;
  for (const std::string& name : names) {
    if (columns.empty())
      throw Error(ErrorKind::invalid_argument, "leave-out",
                  "the records' features have no names: " + front_end);
    auto at = std::ranges::find(columns, name);
    // The form in front ends, and in records of older versions of the option.
    if (at == columns.end()) at = std::ranges::find(columns, percent_decoded(name));
    if (at == columns.end())
      throw Error(ErrorKind::invalid_argument, "leave-out",
                  "no feature of the records is called \"" + name + '"');
    found.push_back(at - columns.begin());
  }
  return found;
}

}  // namespace melsift::model
