// Records in: JSON Lines.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "record/lines.h"
#include "record/record.h"

namespace melsift::record {

// Reads a stream of records in blocks: memory is bounded by the longest line, and a record that
// comes through a pipe is given out as soon as its line is complete.  Blank lines, CRLF line ends
// and a byte order mark are tolerated; null is a field that is absent; of a field given twice the
// last holds, as for jq.  What each field may be is written in melsift-records(5).
class Reader {
 public:
  // Opens `path`, or standard input for "-".  `begun` are bytes that the caller has already taken
  // from it; reading goes on behind them.  Throws Error not_found or io.
  explicit Reader(const std::string& path, std::string_view begun = {});
  explicit Reader(LineSource lines);
  // The records in `bytes`; `name` is what messages call them.
  static Reader over(std::string name, std::string bytes);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // Reads the next record; false at the end.  A bad line throws Error corrupt (unsupported for a
  // mel of another dtype) that begins "tracks.jsonl:17: " and names the field; `record` is then
  // empty, and the next call goes on with the next line.  After an Error io the end is reached.
  bool next(Record& record);

  // "tracks.jsonl:17": the line of the last record, for messages about it.
  std::string where() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace melsift::record
