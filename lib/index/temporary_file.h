// A file that nobody else sees, for what is too large to be kept in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace melsift::index {

// Has no name: however the process ends, the system takes its space back.
class TemporaryFile {
 public:
  // In the folder of `beside` (a path that is to become a file), or, where that is no place for
  // one ("-", a device), in $TMPDIR or /tmp.  Errors are told of `beside`.  Throws Error io.
  explicit TemporaryFile(const std::string& beside);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&& other) noexcept;

  std::uint64_t size() const { return size_ + buffer_.size(); }
  void append(std::string_view bytes);
  // Reads out.size() bytes from `offset` on, which must have been appended.
  void read(std::uint64_t offset, std::span<char> out);

 private:
  void flush();

  std::string beside_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;  // on disk
  std::string buffer_;      // what follows
};

}  // namespace melsift::index
