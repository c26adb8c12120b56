#include "record/npy.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace melsift::record {

NpyFile::NpyFile(std::string path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw system_error(path_, "can't open", errno);
  try {
    read_header();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

NpyFile::~NpyFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

NpyFile::NpyFile(NpyFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      header_(std::move(other.header_)) {}

void NpyFile::read_header() {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw system_error(path_, "can't read", errno);
  if (!S_ISREG(status.st_mode)) throw Error(ErrorKind::corrupt, path_, "not a .npy file");
  std::size_t offset = 0;
  header_ =
      read_npy_header(path_, static_cast<std::size_t>(status.st_size), [&](std::span<char> bytes) {
        read_at(offset, bytes);
        offset += bytes.size();
      });
  if (header_.element.is_text())
    throw Error(ErrorKind::unsupported, path_,
                "elements " + header_.element.dtype + ", expected numbers");
}

void NpyFile::read_at(std::size_t offset, std::span<char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(path_, "can't read", errno);
    if (got == 0) throw Error(ErrorKind::corrupt, path_, "truncated while it was read");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::size_t>(got);
  }
}

void NpyFile::read_row(std::size_t index, std::span<float> row) const {
  std::vector<char> bytes(row.size() * header_.element.size);
  read_at(header_.length + index * bytes.size(), bytes);
  take_numbers(header_.element, bytes, row);
}

void write_npy(const std::string& path, std::span<const std::size_t> shape,
               std::span<const float> values) {
  OutputFile file(path);
  file.write(npy_header("<f4", shape));
  file.write({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  file.close();
}

}  // namespace melsift::record
