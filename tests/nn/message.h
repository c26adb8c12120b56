// The message with which an action is refused.
#pragma once

#include <string>

#include "base/error.h"

namespace melsift::test {

// The message of the Error that `action` throws; empty if it throws none.
std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace melsift::test
