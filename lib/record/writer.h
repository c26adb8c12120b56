// Records out: one JSON object a line, fields in the order of record.h, extras last.
#pragma once

#include <string>

#include "base/file.h"
#include "record/record.h"
#include "record/sink.h"

namespace melsift::record {

// Appends the record as one line of JSON without the newline.  Numbers are the shortest decimals
// that read back as the same value.  Throws Error invalid_argument, the record's path and the
// field first, for text that is not UTF-8 and for a number that is not finite; `out` is then as
// before.
void append_json(std::string& out, const Record& record);
std::string to_json(const Record& record);

class Writer final : public Sink {
 public:
  // `path` as for OutputFile: "-" is standard output.  Throws Error io.
  explicit Writer(std::string path) : file_(std::move(path)) {}

  // Throws what append_json throws, with nothing written, or Error io.
  void write(const Record& record) override;
  void flush() override { file_.flush(); }
  void close() override { file_.close(); }

 private:
  OutputFile file_;
  std::string line_;
};

}  // namespace melsift::record
