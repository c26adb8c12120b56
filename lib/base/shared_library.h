// A shared library that is loaded when it is first needed: what few runs use, and would cost every
// run the time of loading it.
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

  // Puts the symbol's address into `function`; throws Error unsupported if there is none.
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
