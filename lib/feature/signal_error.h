// An error of a signal, for callers that know its name.
#pragma once

#include <string>
#include <utility>

#include "base/error.h"

namespace melsift::feature {

// what() is "the signal: DETAIL".
class SignalError : public Error {
 public:
  explicit SignalError(std::string detail)
      : Error(ErrorKind::invalid_argument, "the signal", detail), detail_(std::move(detail)) {}

  const std::string& detail() const { return detail_; }

 private:
  std::string detail_;
};

}  // namespace melsift::feature
