// A file without a name: it is gone with the last descriptor, however the process ends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace melsift::web {

class Spool {
 public:
  // In the folder for temporary files ($TMPDIR, else /tmp).  Throws Error io.
  Spool();
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Throws Error io, on a full disk for example.
  void write(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  // By which it can be opened as long as it is there.
  std::string path() const;

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace melsift::web
