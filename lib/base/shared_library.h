// A shared library that is loaded when it is first needed: what few runs use, and would cost every
// run the time of loading it.
#pragma once

#include <string>

namespace melsift {

// Stays loaded to the end of the process.
class SharedLibrary {
 public:
  // `name` is the file's, with its major version: "libcurl.so.4".  Throws Error unsupported where
  // it can't be loaded, which `advice` goes behind: "please install libcurl (Debian: libcurl4)".
  SharedLibrary(std::string name, std::string advice);

  // Puts the symbol's address into `function`; throws likewise where there is none.
  template <class Function>
  void find(Function*& function, const char* symbol) const {
    function = reinterpret_cast<Function*>(address(symbol));
  }

 private:
  void* address(const char* symbol) const;
  [[noreturn]] void fail() const;

  std::string name_;
  std::string advice_;
  void* handle_ = nullptr;
};

}  // namespace melsift
