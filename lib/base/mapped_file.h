// The bytes of a regular file as memory; the system reads them on access.
#pragma once

#include <cstddef>
#include <string>

namespace melsift {

// Read-only.  If another process truncates the file while it is mapped, access beyond the new end
// kills this process (SIGBUS).  Programs must therefore replace such a file, as OutputFile does,
// and not change it in place.
class MappedFile {
 public:
  // Throws Error not_found, io, or invalid_argument if it is not a regular file.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  const char* data() const { return data_; }
  std::size_t size() const { return size_; }

  // Takes the pages read so far out of this process's memory.  Pointers into data() stay valid: the
  // next access maps its page again, usually from the system's cache of the file.
  void unload() const noexcept;

 private:
  const char* data_ = nullptr;  // null for an empty file
  std::size_t size_ = 0;
};

}  // namespace melsift
