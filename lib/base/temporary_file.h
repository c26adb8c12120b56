// A file without a name, for data too large to keep in memory: nobody else sees it, and however the
// process ends, the system takes its space back.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace melsift {

// Opens a new file without a name in `folder`, for reading and writing, and returns its descriptor;
// below 0, with errno set, if the file system has no such files.  `permissions` as for open(2).
int open_nameless(const std::string& folder, unsigned permissions);

class TemporaryFile {
 public:
  // In the folder of `beside`, a path that is to become a file; if that is empty, "-" or anything
  // but a regular file, in $TMPDIR or, if that is no folder, in /tmp.  Messages begin with
  // `culprit`, by default `beside`.  This and all members throw Error io.  After a write has
  // failed, all of them do: what was appended is no longer whole.
  explicit TemporaryFile(const std::string& beside, std::string_view culprit = {});
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&& other) noexcept;

  std::uint64_t size() const { return size_ + buffer_.size(); }
  void append(std::string_view bytes);

  // Reads out.size() bytes from `offset` on, which must have been appended.
  void read(std::uint64_t offset, std::span<char> out);

  // Reads in order: after rewind() from the first byte on.  read_next() returns the number of bytes
  // read, which is less than out.size() only at the end.  Nothing may be appended in between.
  void rewind();
  std::size_t read_next(std::span<char> out);

  // A path by which the whole file can be opened while this object lives.
  std::string path();
  // Hands the file over as an open descriptor at its beginning.
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
