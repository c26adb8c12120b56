#include "base/temporary_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace melsift {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = std::size_t{1} << 16;

std::string folder_for(const std::string& beside) {
  std::error_code ignored;
  const fs::file_status status = fs::status(beside, ignored);
  if (!beside.empty() && beside != "-" && (!fs::exists(status) || fs::is_regular_file(status)))
    return folder_of(beside);
  const std::string folder = fs::temp_directory_path(ignored).string();
  return folder.empty() ? "/tmp" : folder;
}

std::string name_of(const std::string& beside) {
  if (beside.empty()) return "a temporary file";
  return beside == "-" ? std::string(kStandardOutput) : beside;
}

}  // namespace

int open_nameless(const std::string& folder, unsigned permissions) {
  return ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, permissions);
}

TemporaryFile::TemporaryFile(const std::string& beside, std::string_view culprit)
    : culprit_(culprit.empty() ? name_of(beside) : culprit) {
  const std::string folder = folder_for(beside);
  descriptor_ = open_nameless(folder, 0600);
  if (descriptor_ < 0) {
    std::string name = folder + "/.melsift.XXXXXX";
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ >= 0) ::unlink(name.c_str());
  }
  if (descriptor_ < 0) throw system_error(culprit_, "can't create a temporary file for it", errno);
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : culprit_(std::move(other.culprit_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      write_error_(other.write_error_),
      size_(other.size_),
      buffer_(std::move(other.buffer_)),
      ahead_(std::move(other.ahead_)),
      taken_(other.taken_),
      next_(other.next_) {}

TemporaryFile& TemporaryFile::operator=(TemporaryFile&& other) noexcept {
  std::swap(culprit_, other.culprit_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(write_error_, other.write_error_);
  std::swap(size_, other.size_);
  std::swap(buffer_, other.buffer_);
  std::swap(ahead_, other.ahead_);
  std::swap(taken_, other.taken_);
  std::swap(next_, other.next_);
  return *this;
}

void TemporaryFile::check() const {
  if (write_error_ != 0)
    throw system_error(culprit_, "can't write a temporary file for it", write_error_);
}

void TemporaryFile::append(std::string_view bytes) {
  check();
  buffer_.append(bytes);
  if (buffer_.size() >= kBuffer) flush();
}

// A file beyond the process's limit (ulimit -f) would not fail but end the process (SIGXFSZ).
bool TemporaryFile::reserve(std::uint64_t bytes) {
  flush();
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 ||
      (limit.rlim_cur != RLIM_INFINITY && size_ + bytes > limit.rlim_cur))
    return false;
  return ::posix_fallocate(descriptor_, static_cast<off_t>(size_), static_cast<off_t>(bytes)) == 0;
}

void TemporaryFile::flush() {
  check();
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t taken =
        ::pwrite(descriptor_, left.data(), left.size(), static_cast<off_t>(size_));
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) write_error_ = errno;
    check();
    left.remove_prefix(static_cast<std::size_t>(taken));
    size_ += static_cast<std::uint64_t>(taken);
  }
  buffer_.clear();
}

std::size_t TemporaryFile::read_some(std::uint64_t offset, std::span<char> out) const {
  for (;;) {
    const ssize_t got = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) throw system_error(culprit_, "can't read a temporary file for it", errno);
  }
}

void TemporaryFile::read(std::uint64_t offset, std::span<char> out) {
  flush();
  while (!out.empty()) {
    const std::size_t got = read_some(offset, out);
    if (got == 0)
      throw Error(ErrorKind::io, culprit_, "a temporary file for it has become shorter");
    out = out.subspan(got);
    offset += got;
  }
}

void TemporaryFile::rewind() {
  flush();
  ahead_.clear();
  taken_ = 0;
  next_ = 0;
}

std::size_t TemporaryFile::read_next(std::span<char> out) {
  std::size_t size = 0;
  while (size < out.size()) {
    if (taken_ == ahead_.size()) {
      ahead_.resize(kBuffer);
      ahead_.resize(read_some(next_, ahead_));
      next_ += ahead_.size();
      taken_ = 0;
      if (ahead_.empty()) break;
    }
    const std::size_t part = std::min(out.size() - size, ahead_.size() - taken_);
    std::memcpy(out.data() + size, ahead_.data() + taken_, part);
    taken_ += part;
    size += part;
  }
  return size;
}

std::string TemporaryFile::path() {
  flush();
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

int TemporaryFile::release() && {
  flush();  // pwrite() and pread() leave the descriptor at its beginning
  return std::exchange(descriptor_, -1);
}

}  // namespace melsift
