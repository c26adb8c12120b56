#include "base/error.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace melsift {

Error::Error(ErrorKind kind, std::string_view culprit, std::string_view detail)
    : std::runtime_error(std::string(culprit).append(": ").append(detail)),
      kind_(kind),
      culprit_size_(culprit.size()) {}

std::string_view message_beside(const Error& error, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, error.culprit()) != names.end() ? error.detail() : error.what();
}

Error system_error(std::string_view culprit, std::string_view doing, int error_number) {
  const auto kind =
      error_number == ENOENT || error_number == ENOTDIR ? ErrorKind::not_found : ErrorKind::io;
  return Error(
      kind, culprit,
      std::string(doing).append(": ").append(std::generic_category().message(error_number)));
}

}  // namespace melsift
