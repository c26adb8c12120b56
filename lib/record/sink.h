// Writes records in any supported format.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// A stream of records into a file, which only close() creates or replaces (see OutputFile).
class Sink {
 public:
  virtual ~Sink() = default;

  // Throws Error invalid_argument that begins with the record's path, without writing anything, if
  // the record can't be written in this format; or Error io.
  virtual void write(const Record& record) = 0;
  // For readers at the other end of a pipe: a tool that needs long for a record flushes after it.
  // No effect for formats that are written after the last record.
  virtual void flush() = 0;
  // Checks that every byte was written, and creates or replaces the file.  Throws Error io.
  virtual void close() = 0;
};

enum class Format {
  jsonl,  // JSON Lines: all fields of all records
  csv,    // a table, see csv_writer.h
  npz,    // NumPy's arrays, see npz_writer.h
  arff,   // Weka's, see arff_writer.h
};

// The format of that name or, if `name` is empty, the one of the extension of `path` (.jsonl, .csv,
// .tsv, .npz, .arff; JSON Lines if there is none).  Throws Error invalid_argument for another name
// or extension.
Format output_format(std::string_view name, std::string_view path);

// `path` as for OutputFile: "-" is standard output.  `columns` are the names of the features, for
// the formats that name them; none: f0, f1, ...  Throws Error io.
std::unique_ptr<Sink> open_sink(const std::string& path, Format format,
                                std::vector<std::string> columns = {});

}  // namespace melsift::record
