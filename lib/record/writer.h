// Writes records as JSON Lines: one object per line, its fields in the order of record.h, and
// unknown fields last.
//
//   record::Writer writer("out.jsonl");
//   writer.write(record);
//   writer.close();  // reports errors that a destructor can't
#pragma once

#include <string>

#include "base/file.h"
#include "record/record.h"
#include "record/sink.h"

namespace melsift::record {

// Appends the record as one line of JSON without the newline.  Numbers are the shortest decimals
// that read back as the same value.  For text that is not UTF-8 and for a number that is not finite
// it throws Error invalid_argument, which begins with the record's path and the field; `out` is
// then unchanged.
void append_json(std::string& out, const Record& record);
std::string to_json(const Record& record);

class Writer final : public Sink {
 public:
  // `path` as for OutputFile: "-" is standard output.  Throws Error io.
  explicit Writer(std::string path) : file_(std::move(path)) {}

  // Throws what append_json throws, and writes nothing then; or Error io.
  void write(const Record& record) override;
  void flush() override { file_.flush(); }
  void close() override { file_.close(); }

 private:
  OutputFile file_;
  std::string line_;
};

}  // namespace melsift::record
