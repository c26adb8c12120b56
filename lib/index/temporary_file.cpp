#include "index/temporary_file.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

namespace melsift::index {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 18;

std::filesystem::path place_for(const std::string& beside) {
  std::error_code none;
  const auto status = std::filesystem::status(beside, none);
  if (beside == "-" || (exists(status) && !is_regular_file(status)))
    return std::filesystem::temp_directory_path() / "melsift-index";
  return beside;
}

}  // namespace

TemporaryFile::TemporaryFile(const std::string& beside) : beside_(beside) {
  std::string name = place_for(beside).string() + ".XXXXXX";
  descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) throw system_error(beside_, "can't create a temporary file for it", errno);
  ::unlink(name.c_str());
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : beside_(std::move(other.beside_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      buffer_(std::move(other.buffer_)) {}

TemporaryFile& TemporaryFile::operator=(TemporaryFile&& other) noexcept {
  std::swap(beside_, other.beside_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

void TemporaryFile::append(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= kBuffer) flush();
}

void TemporaryFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t taken =
        ::pwrite(descriptor_, left.data(), left.size(), static_cast<off_t>(size_));
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) throw system_error(beside_, "can't write a temporary file for it", errno);
    left.remove_prefix(static_cast<std::size_t>(taken));
    size_ += static_cast<std::uint64_t>(taken);
  }
  buffer_.clear();
}

void TemporaryFile::read(std::uint64_t offset, std::span<char> out) {
  if (!buffer_.empty()) flush();
  while (!out.empty()) {
    const ssize_t got = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(beside_, "can't read a temporary file for it", errno);
    if (got == 0) throw Error(ErrorKind::io, beside_, "a temporary file for it has become shorter");
    out = out.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
}

}  // namespace melsift::index
