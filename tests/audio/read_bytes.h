// Reads audio from bytes in memory, under the name "x".
#pragma once

#include <string>

#include "audio/read.h"
#include "base/error.h"

namespace melsift::test {

// At the rate of the source.
inline audio::Clip read(const std::string& bytes) {
  return audio::read_bytes(bytes, "x", 0);
}

// The message of the Error that read() throws, or "read without complaint".
inline std::string refusal(const std::string& bytes) {
  try {
    read(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "read without complaint";
}

}  // namespace melsift::test
