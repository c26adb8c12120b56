// The lines of a file, of standard input or of bytes in memory, read in blocks: memory is bounded
// by the longest line, and a line from a pipe is returned as soon as it is complete.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/input_descriptor.h"

namespace melsift::record {

class LineSource {
 public:
  // Bytes after every returned line that may be read (not written): simdjson's SIMDJSON_PADDING.
  static constexpr std::size_t kRoom = 64;
  // A longer line is refused: it is not text, and would only fill the memory.
  static constexpr std::size_t kLongestLine = std::size_t{1} << 28;

  // Opens `path`, or standard input for "-".  `begun` are bytes that the caller has already read;
  // reading continues after them.  Throws Error not_found or io.
  explicit LineSource(const std::string& path, std::string_view begun = {});
  // The lines of `bytes`; messages call them `name`.
  static LineSource over(std::string name, std::string bytes);
  // The lines of an open file, from its current position; takes over the descriptor.
  static LineSource over(std::string name, int descriptor);
  // Lines end with `separator` from now on instead of a newline: NUL, as find -print0 writes lists.
  void end_lines_with(char separator) { separator_ = separator; }
  LineSource(LineSource&& other) noexcept;
  LineSource& operator=(LineSource&& other) = delete;

  // The next line without its newline (a carriage return before it is kept), or nothing at the end.
  // Valid until the next call; the byte after it is a newline.  A byte order mark at the very
  // beginning is skipped.  Throws Error io (nothing follows then) or corrupt (the line is too long;
  // the next call continues with the line after it).
  std::optional<std::string_view> next();

  // The first byte of the next line that is not blank ('{' of JSON Lines), without consuming it;
  // '\0' if there is none.  For recognising formats.
  char peek();

  // Whether the unread bytes begin with `bytes`, without consuming them; reads on only as long as
  // they may.
  bool begins_with(std::string_view bytes);
  // The next line that is not blank, without its line end and without consuming it; empty at the
  // end.
  std::string first_line();
  // Whether the next line contains `c`, without consuming it.
  bool line_holds(char c);
  // Reads the next bytes unchanged, at most bytes.size(); 0 only at the end.  For input that turns
  // out not to be lines.
  std::size_t take(std::span<char> bytes);

  const std::string& name() const { return name_; }
  // The number of the last returned line, from 1.
  std::size_t number() const { return number_; }
  // "tracks.jsonl:17", the culprit of messages about the last returned line.
  std::string where() const;

 private:
  LineSource() = default;
  // Reads more bytes after end_.  False at the end of the input.
  bool fill();
  void skip_rest_of_line();
  void skip_byte_order_mark();

  std::string name_;
  std::optional<InputDescriptor> input_;  // none: the rest is in the buffer
  std::string buffer_;                    // the unread bytes are [begin_, end_)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t number_ = 0;
  char separator_ = '\n';
  bool in_long_line_ = false;  // the rest of a refused line is still to be skipped
};

}  // namespace melsift::record
