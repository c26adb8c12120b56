// Reads records from JSON Lines.
//
//   record::Reader reader("tracks.jsonl");
//   for (record::Record record; reader.next(record);) use(record);
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "record/lines.h"
#include "record/record.h"

namespace melsift::record {

// Reads in blocks: memory is bounded by the longest line (at most 256 MB), and a record from a pipe
// is returned as soon as its line is complete.  Blank lines, CRLF line ends and a byte order mark
// are accepted.  null is a missing field.  If a field occurs twice, the last one counts, as in jq.
// melsift-records(5) says which values each field can have.  Not thread-safe.
class Reader {
 public:
  // Opens `path`, or standard input for "-".  `begun` are bytes that the caller has already read
  // from it.  Throws Error not_found or io.
  explicit Reader(const std::string& path, std::string_view begun = {});
  explicit Reader(LineSource lines);
  // The records in `bytes`, which messages call `name`.
  static Reader over(std::string name, std::string bytes);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // Reads the next record; false at the end.  For a line that is not a valid record it throws Error
  // corrupt (unsupported for a mel of another dtype) that begins "tracks.jsonl:17: " and names the
  // field; `record` is then empty, and the next call reads the next line.  After Error io the next
  // call returns false.
  bool next(Record& record);

  // "tracks.jsonl:17": the line of the last record, for messages about it.
  std::string where() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace melsift::record
