// Writes feature tables as CSV (RFC 4180; with tabs for .tsv).
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "record/row_layout.h"
#include "record/sink.h"

namespace melsift::record {

// One row per record: path, those of kRowFields that the first record has, front_end, the features
// as the shortest decimals that read back as the same number, label.  Other fields are left out.
//
// If the features are those of Kaggle's GTZAN table (kaggle_columns), path and the length of the
// source are in its columns `filename` and `length`, and front_end is written only if it differs
// from that of the published table (kKaggleFrontEnd).  The header is then equal to Kaggle's, byte
// by byte.
//
// A Source reads all of it.
class CsvWriter final : public Sink {
 public:
  CsvWriter(const std::string& path, std::vector<std::string> columns);

  void write(const Record& record) override;
  void flush() override { file_.flush(); }
  // Writes the header if there was no record.
  void close() override;

 private:
  std::vector<std::string> header() const;
  std::vector<std::string> row(const Record& record) const;
  void append(const std::vector<std::string>& cells);

  OutputFile file_;
  char separator_;
  bool kaggle_;
  RowLayout layout_;
  std::string line_;
};

}  // namespace melsift::record
