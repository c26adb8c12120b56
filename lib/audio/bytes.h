// Random access to the bytes of an audio source: a regular file, or bytes in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace melsift::audio {

class Bytes {
 public:
  // Opens a file.  A pipe (/dev/fd/N, as the shell's <(...) gives) is read into memory.  A named
  // FIFO, which might never answer, a folder and a device are refused. Throws Error not_found, io
  // or invalid_argument.
  explicit Bytes(const std::string& path);
  // Takes over bytes that were read already; messages call them `name`.
  Bytes(std::string bytes, std::string name);
  // Takes over the open descriptor of a regular file.  Throws Error io.
  Bytes(int descriptor, std::string name);
  ~Bytes();
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  const std::string& name() const { return name_; }
  std::int64_t size() const { return size_; }
  // Copies bytes from `offset` on and returns their number, which is smaller than requested only at
  // the end.  Throws Error io, also if the file is shorter now than when it was opened.
  std::size_t read_at(std::int64_t offset, std::span<char> out) const;
  // The same bytes as text, for headers.
  std::string peek(std::int64_t offset, std::size_t count) const;

 private:
  std::string name_;
  std::string memory_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace melsift::audio
