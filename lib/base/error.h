// The one exception type that crosses melsift's library boundary.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace melsift {

enum class ErrorKind {
  not_found,         // the thing named is not there
  corrupt,           // it is there, but its content is damaged or not what it claims to be
  unsupported,       // well-formed, but outside of what melsift reads or does
  invalid_argument,  // the caller's parameters can't be met
  io,                // the system refused to read or write
  busy,              // another process uses it; a later attempt may succeed
};

// what() is "culprit: detail": the file, line, field or parameter at fault comes first, so that a
// message can be read, sorted and grepped without its context.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string_view culprit, std::string_view detail);

  ErrorKind kind() const { return kind_; }
  // The two parts of what(); valid as long as the error.
  std::string_view culprit() const { return std::string_view(what()).substr(0, culprit_size_); }
  std::string_view detail() const { return std::string_view(what()).substr(culprit_size_ + 2); }

 private:
  ErrorKind kind_;
  std::size_t culprit_size_;
};

// The message for a place that already shows one of `names`: detail() if the culprit is one of
// them, what() if not.  Valid as long as the error.
std::string_view message_beside(const Error& error, std::initializer_list<std::string_view> names);

// An io or not_found Error for `culprit` that ends with the system's words for `error_number`.
Error system_error(std::string_view culprit, std::string_view doing, int error_number);

}  // namespace melsift
