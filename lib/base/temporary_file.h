// A file without a name, for data that is too large for memory: no other process sees it, and the
// system frees its space however the process ends.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace melsift {

// Opens a new file without a name in `folder`, for reading and writing, and returns its descriptor;
// below 0, with errno set, if the file system does not support this.  `permissions` as for open(2).
int open_nameless(const std::string& folder, unsigned permissions);

class TemporaryFile {
 public:
  // Creates the file in the folder of `beside`, the path of a later output.  If `beside` is empty,
  // "-" or not a regular file, the folder is $TMPDIR or, if that is not a folder, /tmp.  Messages
  // begin with `culprit`, by default `beside`.  This and all members throw Error io.  After a
  // failed write all of them throw, because appended bytes are missing.
  explicit TemporaryFile(const std::string& beside, std::string_view culprit = {});
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&& other) noexcept;

  std::uint64_t size() const { return size_ + buffer_.size(); }
  void append(std::string_view bytes);
  // Reserves disk space for `bytes` more bytes.  False if the disk, a quota or a limit of the
  // process leaves too little; the file then stays as it is.
  bool reserve(std::uint64_t bytes);

  // Reads out.size() appended bytes from `offset` on.
  void read(std::uint64_t offset, std::span<char> out);

  // Reads in order; rewind() starts again at the first byte.  read_next() returns the number of
  // bytes read, which is less than out.size() only at the end.  Nothing may be appended in between.
  void rewind();
  std::size_t read_next(std::span<char> out);

  // A path that opens the whole file while this object exists.
  std::string path();
  // Gives up the file and returns its open descriptor, positioned at the beginning.
  int release() &&;

 private:
  void flush();
  void check() const;
  // The bytes at `offset`, at most out.size() of them.
  std::size_t read_some(std::uint64_t offset, std::span<char> out) const;

  std::string culprit_;
  int descriptor_ = -1;
  int write_error_ = 0;     // errno of a write that failed
  std::uint64_t size_ = 0;  // on disk
  std::string buffer_;      // bytes appended after them
  std::string ahead_;       // bytes that read_next() has read but not returned from taken_ on
  std::size_t taken_ = 0;
  std::uint64_t next_ = 0;  // offset after ahead_
};

}  // namespace melsift
