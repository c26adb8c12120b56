// Reads whole files, and writes files that are either complete or do not exist.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace melsift {

// The bytes of a file, or of standard input for "-".  Throws Error not_found or io.
std::string read_file(const std::string& path);

// The folder of `path`; "." for a name without a folder.
std::string folder_of(const std::string& path);

// The name of "-" in messages.
inline constexpr std::string_view kStandardInput = "standard input";
inline constexpr std::string_view kStandardOutput = "standard output";

// The output of a tool: standard output for "-", otherwise `path`, which only close() creates or
// replaces.  Until then the bytes are in a temporary file in the same folder, which the destructor
// removes.  It has no name, so that a killed process leaves nothing behind; on file systems that
// require a name it is `path`.XXXXXX.  An existing path that is not a regular file (a FIFO,
// /dev/full) is written directly.
class OutputFile {
 public:
  // Opens the file at once, so that a mistyped folder is found before hours of work.  Throws Error
  // io.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // After a failed write all calls throw, so that no incomplete file appears.
  void write(std::string_view bytes);
  // Passes buffered bytes to the system, for readers at the other end of a pipe.
  void flush();
  // Flushes, checks that every byte was written, and creates or replaces `path`.  Throws Error io.
  void close();

  const std::string& path() const { return path_; }
  bool is_terminal() const;

 private:
  [[noreturn]] void fail(std::string_view doing) const;
  void check(bool is_written);

  std::string path_;
  bool is_replacement_ =
      false;               // close() creates or replaces the file; otherwise it is written directly
  std::string temporary_;  // the name of the temporary file; empty if it has none
  std::FILE* file_ = nullptr;
  int write_error_ = 0;  // errno of a write that failed
};

}  // namespace melsift
