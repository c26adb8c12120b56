#include "audio/bytes.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace melsift::audio {

Bytes::Bytes(const std::string& path) : name_(path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw system_error(path, "can't open", errno);
  if (S_ISDIR(status.st_mode)) throw Error(ErrorKind::invalid_argument, path, "is a folder");
  if (S_ISFIFO(status.st_mode)) {
    if (!path.starts_with("/dev/") && !path.starts_with("/proc/"))
      throw Error(ErrorKind::invalid_argument, path,
                  "is a FIFO, which might never answer; send it through standard input instead");
    memory_ = read_file(path);
    size_ = static_cast<std::int64_t>(memory_.size());
    return;
  }
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::invalid_argument, path, "is neither a file nor a pipe");
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw system_error(path, "can't open", errno);
  size_ = status.st_size;
}

Bytes::Bytes(std::string bytes, std::string name)
    : name_(std::move(name)),
      memory_(std::move(bytes)),
      size_(static_cast<std::int64_t>(memory_.size())) {}

Bytes::Bytes(int descriptor, std::string name) : name_(std::move(name)), descriptor_(descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    const int error = errno;
    ::close(descriptor);
    throw system_error(name_, "can't read", error);
  }
  size_ = status.st_size;
}

Bytes::~Bytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t Bytes::read_at(std::int64_t offset, std::span<char> out) const {
  if (offset < 0 || offset >= size_) return 0;
  const std::size_t wanted = std::min(out.size(), static_cast<std::size_t>(size_ - offset));
  if (descriptor_ < 0) {
    std::memcpy(out.data(), memory_.data() + offset, wanted);
    return wanted;
  }
  std::size_t got = 0;
  while (got < wanted) {
    const ssize_t count =
        ::pread(descriptor_, out.data() + got, wanted - got, offset + static_cast<off_t>(got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw system_error(name_, "can't read", errno);
    if (count == 0) throw Error(ErrorKind::io, name_, "became shorter while it was read");
    got += static_cast<std::size_t>(count);
  }
  return got;
}

std::string Bytes::peek(std::int64_t offset, std::size_t count) const {
  std::string out(count, '\0');
  out.resize(read_at(offset, out));
  return out;
}

}  // namespace melsift::audio
