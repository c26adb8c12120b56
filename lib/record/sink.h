// Where records go, in whichever form.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// A stream of records on its way into a file, which appears or is replaced only by close() (see
// OutputFile).
class Sink {
 public:
  virtual ~Sink() = default;

  // Throws Error invalid_argument, the record's path first, for a record that can't be written so,
  // with nothing of it written; or Error io.
  virtual void write(const Record& record) = 0;
  // For readers at the other end of a pipe: a tool that works long on a record flushes after it.
  // Without effect for the forms that are written when all records are there.
  virtual void flush() = 0;
  // Checks that every byte was taken and puts the file into place.  Throws Error io.
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
