// The libraries that the tools use; the list is made by packaging/versions.cmake.
#pragma once

#include <vector>

namespace melsift::front {

// How to ask a library for its version.
enum class Answer {
  none,      // it has no such function
  function,  // const char* symbol()
  text,      // const char symbol[]
  packed,    // unsigned symbol(): major << 16 | minor << 8 | micro
};

struct Library {
  const char* name;
  const char* built;   // the version at build time
  const char* file;    // the loader's name for it: "libsoxr.so.0"
  const char* symbol;  // see answer
  Answer answer;
};

// In alphabetical order.
const std::vector<Library>& libraries();

// The instruction set and the compiler of this build: "x86-64-v3, GNU 12.2.0".
const char* build();

}  // namespace melsift::front
