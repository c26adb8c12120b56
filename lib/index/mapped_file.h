// A regular file's bytes as memory: the system reads of it what is looked at.
#pragma once

#include <cstddef>
#include <string>

namespace melsift::index {

// Read-only.  A file that another process cuts short while it is mapped kills this one when it
// looks behind the new end (SIGBUS): whoever changes such a file must replace it instead, as
// OutputFile does.
class MappedFile {
 public:
  // Throws Error not_found, io, or invalid_argument where it is no regular file.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  const char* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  const char* data_ = nullptr;  // of an empty file
  std::size_t size_ = 0;
};

}  // namespace melsift::index
