// Bytes set aside on disk until it is known what stands before them.
#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

namespace melsift::record {

// A file without a name: it is gone with the object, and with the process however that ends.
class Spool {
 public:
  // In the folder of `beside`, the file that the bytes are to go to, because that has the room for
  // them; in $TMPDIR, else /tmp, where that is empty or no regular file.  Throws Error io.
  explicit Spool(const std::string& beside);
  ~Spool();
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&&) = delete;

  void write(std::string_view bytes);
  // Reading begins at the first byte; nothing may be written from now on.
  void rewind();
  // The next bytes, up to bytes.size(); 0 only at the end.
  std::size_t read(std::span<char> bytes);
  // Hands the file over as an open descriptor at its beginning.
  int release();

 private:
  [[noreturn]] void fail(std::string_view doing) const;

  std::string folder_;
  std::FILE* file_ = nullptr;
};

}  // namespace melsift::record
