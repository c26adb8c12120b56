// Whole files in, and files out that are either complete or not there.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace melsift {

// The bytes of a file, or of standard input for "-".  Throws Error not_found or io.
std::string read_file(const std::string& path);

// The folder of what `path` names; "." for a bare name.
std::string folder_of(const std::string& path);

// The name under which "-" is spoken of in messages.
inline constexpr std::string_view kStandardInput = "standard input";
inline constexpr std::string_view kStandardOutput = "standard output";

// Where a tool writes: standard output for "-"; else `path`, which appears or is replaced only by
// close().  Until then the bytes are in a temporary file in the same folder, removed by the
// destructor.  It has no name, so that a killed process leaves nothing behind, unless the file
// system wants one: then it is `path`.XXXXXX.  A path that exists and is no regular file (a FIFO,
// /dev/full) is written to directly.
class OutputFile {
 public:
  // Opens at once, so that a mistyped folder is found before hours of work.  Throws Error io.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // After a write has failed, all calls throw: nothing incomplete gets into place.
  void write(std::string_view bytes);
  // Hands what is buffered to the system, for readers at the other end of a pipe.
  void flush();
  // Flushes, checks every byte was taken, and puts the file into place.  Throws Error io.
  void close();

  const std::string& path() const { return path_; }
  bool is_terminal() const;

 private:
  [[noreturn]] void fail(std::string_view doing) const;
  void check(bool is_written);

  std::string path_;
  bool is_replacement_ = false;  // close() puts it into place; otherwise it is written directly
  std::string temporary_;        // the name of what is put into place; empty while it has none
  std::FILE* file_ = nullptr;
  int write_error_ = 0;  // errno of a write that failed
};

}  // namespace melsift
