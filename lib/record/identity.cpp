#include "record/identity.h"

#include <algorithm>

#include "base/file.h"

namespace melsift::record {
namespace {

bool is_standard_input(std::string_view path) {
  constexpr std::string_view kNames[] = {"-", kStandardInput, "/dev/stdin"};
  constexpr std::string_view kDescriptors[] = {"/dev/fd/", "/proc/self/fd/"};
  const std::string_view file = path.substr(0, path.find('#'));
  return std::ranges::find(kNames, file) != std::end(kNames) ||
         std::ranges::any_of(kDescriptors, [&](auto begin) { return file.starts_with(begin); });
}

}  // namespace

std::string_view track_identity(const Record& record) {
  if (is_standard_input(record.path)) return {};
  return record.path;
}

std::string_view group_identity(const Record& record) {
  return record.group.empty() ? track_identity(record) : std::string_view(record.group);
}

}  // namespace melsift::record
