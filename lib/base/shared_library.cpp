#include "base/shared_library.h"

#include <utility>

#include <dlfcn.h>

#include "base/error.h"

namespace melsift {

SharedLibrary::SharedLibrary(std::string name, std::string advice)
    : name_(std::move(name)), advice_(std::move(advice)) {
  handle_ = ::dlopen(name_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) fail();
}

void* SharedLibrary::address(const char* symbol) const {
  void* const found = ::dlsym(handle_, symbol);
  if (found == nullptr) fail();
  return found;
}

void SharedLibrary::fail() const {
  throw Error(ErrorKind::unsupported, name_, "can't be loaded; " + advice_);
}

}  // namespace melsift
