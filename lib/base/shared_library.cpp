#include "base/shared_library.h"

#include <utility>

#include <dlfcn.h>

namespace melsift {

SharedLibrary::SharedLibrary(std::string name, std::string advice)
    : name_(std::move(name)), advice_(std::move(advice)) {
  handle_ = ::dlopen(name_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) fail(ErrorKind::io);
}

void* SharedLibrary::address(const char* symbol) const {
  void* const found = ::dlsym(handle_, symbol);
  if (found == nullptr) fail(ErrorKind::unsupported);
  return found;
}

void SharedLibrary::fail(ErrorKind kind) const {
  throw Error(kind, name_, "can't be loaded; " + advice_);
}

}  // namespace melsift
