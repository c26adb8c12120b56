#include "base/input_descriptor.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace melsift {

InputDescriptor::InputDescriptor(const std::string& path)
    : name_(path == "-" ? std::string(kStandardInput) : path),
      descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw system_error(name_, "can't open", errno);
}

InputDescriptor::~InputDescriptor() {
  if (descriptor_ >= 0 && descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

InputDescriptor::InputDescriptor(InputDescriptor&& other) noexcept
    : name_(std::move(other.name_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

std::size_t InputDescriptor::read(std::span<char> bytes) {
  for (;;) {
    const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EISDIR) throw Error(ErrorKind::invalid_argument, name_, "is a folder");
    if (errno != EINTR) throw system_error(name_, "can't read", errno);
  }
}

}  // namespace melsift
