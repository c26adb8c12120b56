#include "base/disk_file.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/utc.h"

namespace melsift {
namespace {

FileStamp stamp_of(const struct stat& status) {
  std::string time = utc_text(status.st_mtim.tv_sec);
  if (time.empty()) time = '@' + std::to_string(status.st_mtim.tv_sec) + 'Z';
  const std::string nanoseconds = std::to_string(status.st_mtim.tv_nsec);
  time.replace(time.size() - 1, 1, "." + std::string(9 - nanoseconds.size(), '0') + nanoseconds);
  return {static_cast<std::uint64_t>(status.st_size), time + 'Z'};
}

}  // namespace

std::optional<FileStamp> file_stamp(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return stamp_of(status);
}

bool is_gone(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

bool may_be_unmounted(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (fs::path at = path; at.has_relative_path(); at = at.parent_path()) {
    const fs::file_status status = fs::symlink_status(at, ignored);
    if (!fs::exists(status)) continue;
    if (fs::is_symlink(status) && is_gone(at.string())) return true;
    return fs::is_directory(at, ignored) && fs::is_empty(at, ignored);
  }
  return false;
}

DiskFile DiskFile::open_or_create(const std::string& path) {
  return DiskFile(path, O_RDWR | O_CREAT | O_APPEND);
}

DiskFile DiskFile::open(const std::string& path) {
  return DiskFile(path, O_RDONLY);
}

// O_NONBLOCK: open() does not wait for a FIFO, which is refused below.
DiskFile::DiskFile(std::string path, int flags) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0666);
  if (descriptor_ < 0)
    throw system_error(path_, (flags & O_CREAT) != 0 ? "can't create" : "can't open", errno);
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw Error(ErrorKind::invalid_argument, path_, "is not a regular file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

DiskFile::~DiskFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

DiskFile::DiskFile(DiskFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

DiskFile& DiskFile::operator=(DiskFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  return *this;
}

FileStamp DiskFile::stamp() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw system_error(path_, "can't access", errno);
  return stamp_of(status);
}

bool DiskFile::in_place() const {
  struct stat here {
  }, there{};
  return ::fstat(descriptor_, &here) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

bool DiskFile::lock() {
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) throw system_error(path_, "can't lock", errno);
  }
  return true;
}

void DiskFile::append(std::string_view bytes) {
  const std::uint64_t size = size_ + bytes.size();
  while (!bytes.empty()) {
    const ssize_t taken = ::write(descriptor_, bytes.data(), bytes.size());
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) throw system_error(path_, "can't write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(taken));
  }
  size_ = size;
}

void DiskFile::truncate(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
    throw system_error(path_, "can't truncate", errno);
  size_ = size;
}

void DiskFile::sync() {
  if (::fsync(descriptor_) != 0) throw system_error(path_, "can't write", errno);
}

std::string DiskFile::read(std::uint64_t offset, std::uint64_t count) const {
  std::string bytes(count, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + size, bytes.size() - size,
                                static_cast<off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(path_, "can't read", errno);
    if (got == 0) throw Error(ErrorKind::corrupt, path_, "has become shorter");
    size += static_cast<std::size_t>(got);
  }
  return bytes;
}

void rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0)
    throw system_error(to, "can't be moved to its place", errno);
}

void sync_folder_of(const std::string& path) {
  const int descriptor = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw system_error(path, "can't open its folder", errno);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  // Some network file systems can't sync folders, and nothing can be done about it.
  if (failed != 0 && failed != EINVAL) throw system_error(path, "can't write its folder", failed);
}

}  // namespace melsift
