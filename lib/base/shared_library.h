// A shared library that is loaded when it is first needed: few runs use it, and loading it would
// slow down every run.
#pragma once

#include <string>

#include "base/error.h"

namespace melsift {

// Stays loaded to the end of the process.
class SharedLibrary {
 public:
  // `name` is the file's, with its major version: "libcurl.so.4".  Throws Error io if it can't be
  // loaded: it may be missing or only unreadable now.  The message ends with `advice`: "please
  // install libcurl (Debian: libcurl4)".
  SharedLibrary(std::string name, std::string advice);

  // Sets `function` to the address of the symbol; throws Error unsupported if it does not exist.
  template <class Function>
  void find(Function*& function, const char* symbol) const {
    function = reinterpret_cast<Function*>(address(symbol));
  }

 private:
  void* address(const char* symbol) const;
  [[noreturn]] void fail(ErrorKind kind) const;

  std::string name_;
  std::string advice_;
  void* handle_ = nullptr;
};

}  // namespace melsift
