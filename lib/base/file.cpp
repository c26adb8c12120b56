#include "base/file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/input_descriptor.h"
#include "base/temporary_file.h"

namespace melsift {

std::string read_file(const std::string& path) {
  InputDescriptor input(path);
  constexpr std::size_t kBlock = std::size_t{1} << 20;
  std::string bytes;
  std::size_t room = kBlock;
  struct stat status {};
  // One more byte, to see the end.
  if (::fstat(input.get(), &status) == 0 && S_ISREG(status.st_mode))
    room = static_cast<std::size_t>(status.st_size) + 1;
  for (std::size_t size = 0;;) {
    if (size == bytes.size()) bytes.resize(size + std::exchange(room, kBlock));
    const std::size_t got = input.read(std::span(bytes).subspan(size));
    size += got;
    if (got > 0) continue;
    bytes.resize(size);
    return bytes;
  }
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

namespace {

// A file without a name in the folder of `path`; below 0 if the file system does not support it, or
// if give_name() could not name it.
int open_unnamed(const std::string& path) {
  return ::access("/proc/self/fd", X_OK) == 0 ? open_nameless(folder_of(path), 0666) : -1;
}

// Names the file `path`.XXXXXX and returns the name, or an empty text, with errno set, on failure.
std::string give_name(int descriptor, const std::string& path) {
  const std::string from = "/proc/self/fd/" + std::to_string(descriptor);
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string name = path + ".XXXXXX";
    // Only mkostemp finds a free name; the file that it creates is a placeholder.
    const int placeholder = ::mkostemp(name.data(), O_CLOEXEC);
    if (placeholder < 0) return {};
    ::close(placeholder);
    ::unlink(name.c_str());
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0)
      return name;
    if (errno != EEXIST) return {};
  }
  return {};
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  if (path_ == "-") {
    path_ = kStandardOutput;
    const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
      throw system_error(path_, "can't write", EBADF);
    file_ = stdout;
    return;
  }
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode))
    throw Error(ErrorKind::invalid_argument, path_, "is a folder, expected a file name");
  if (exists && !S_ISREG(status.st_mode)) {
    file_ = std::fopen(path_.c_str(), "we");
    if (!file_) fail("can't open for writing");
    return;
  }
  const mode_t mode = exists ? status.st_mode & 07777 : 0;
  int descriptor = open_unnamed(path_);
  if (descriptor < 0) {
    std::string temporary = path_ + ".XXXXXX";
    descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) fail("can't create");
    temporary_ = temporary;
    // mkostemp uses 0600; a new file should have the permissions that open() would give it.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(descriptor, 0666 & ~mask);
  }
  is_replacement_ = true;
  if (exists) ::fchmod(descriptor, mode);  // the new file keeps the permissions of the old one
  file_ = ::fdopen(descriptor, "w");
  if (!file_) fail("can't create");
}

OutputFile::~OutputFile() {
  if (file_ && file_ != stdout) std::fclose(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  check(bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size());
}

void OutputFile::flush() {
  check(std::fflush(file_) == 0);
}

// stdio drops the bytes that a failed write leaves in its buffer, so that a later write may
// succeed.
void OutputFile::check(bool is_written) {
  if (!is_written && write_error_ == 0) write_error_ = errno;
  if (write_error_ != 0) throw system_error(path_, "can't write", write_error_);
}

void OutputFile::close() {
  if (!file_) return;
  flush();
  if (file_ == stdout) {
    file_ = nullptr;
    return;
  }
  if (is_replacement_ && ::fsync(::fileno(file_)) != 0) fail("can't write");
  if (is_replacement_ && temporary_.empty()) {
    temporary_ = give_name(::fileno(file_), path_);
    if (temporary_.empty()) fail("can't be moved to its place");
  }
  std::FILE* file = file_;
  file_ = nullptr;
  if (std::fclose(file) != 0) fail("can't write");
  if (!is_replacement_) return;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail("can't be moved to its place");
  temporary_.clear();
}

bool OutputFile::is_terminal() const {
  return file_ && ::isatty(::fileno(file_)) == 1;
}

void OutputFile::fail(std::string_view doing) const {
  throw system_error(path_, doing, errno);
}

}  // namespace melsift
