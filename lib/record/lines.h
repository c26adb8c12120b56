// The lines of a file, of standard input or of bytes in memory, read in blocks: memory is bounded
// by the longest line, and a line that comes through a pipe is given out as soon as it is complete.
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
  // Bytes that may be read (not written) behind every line given out: simdjson's SIMDJSON_PADDING.
  static constexpr std::size_t kRoom = 64;
  // A longer line is refused: it is no text, and would only fill the memory.
  static constexpr std::size_t kLongestLine = std::size_t{1} << 28;

  // Opens `path`, or standard input for "-".  `begun` are bytes that the caller has already taken
  // from it; reading goes on behind them.  Throws Error not_found or io.
  explicit LineSource(const std::string& path, std::string_view begun = {});
  // The lines of `bytes`; `name` is what messages call them.
  static LineSource over(std::string name, std::string bytes);
  // The lines of an open file, from where it stands; takes over the descriptor.
  static LineSource over(std::string name, int descriptor);
  LineSource(LineSource&& other) noexcept;
  LineSource& operator=(LineSource&& other) = delete;

  // The next line without its newline (a carriage return before it is kept), or nothing at the end.
  // Valid until the next call; the byte behind it is a newline.  A byte order mark at the very
  // beginning is left out.  Throws Error io (nothing follows then) or corrupt (a line too long;
  // the next call goes on with the line after it).
  std::optional<std::string_view> next();

  // The first byte of the next line that is not blank ('{' of JSON Lines), without taking it;
  // '\0' where there is none.  For telling formats apart.
  char peek();

  // Whether what is unread begins with `bytes`, without taking it; reads on only as long as it may.
  bool begins_with(std::string_view bytes);
  // The next line that is not blank, without its line end and without taking it; empty at the end.
  std::string first_line();
  // Whether the next line holds `c`, without taking it.
  bool line_holds(char c);
  // The next unread bytes as they are, up to bytes.size(); 0 only at the end.  For what turns out
  // not to be lines.
  std::size_t take(std::span<char> bytes);

  const std::string& name() const { return name_; }
  // 1-based number of the line last given out.
  std::size_t number() const { return number_; }
  // "tracks.jsonl:17", the culprit of messages about the line last given out.
  std::string where() const;

 private:
  LineSource() = default;
  // Reads on behind end_.  False at the end of the input.
  bool fill();
  void skip_rest_of_line();
  void skip_byte_order_mark();

  std::string name_;
  std::optional<InputDescriptor> input_;  // none: the rest is in the buffer
  std::string buffer_;                    // the unread bytes are [begin_, end_)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t number_ = 0;
  bool in_long_line_ = false;  // the rest of a refused line is still to be skipped
};

}  // namespace melsift::record
