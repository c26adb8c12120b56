// Writes Weka's attribute-relation files.  Format: "Attribute-Relation File Format" in the WEKA
// manual (version 3.9), whose strings are those that weka.core.Utils.quote writes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/temporary_file.h"
#include "record/row_layout.h"
#include "record/sink.h"

namespace melsift::record {

// The name of the relation is the front end.  Its attributes are the track's path (a string), the
// features (numeric) and the class (nominal: the labels in bytewise order; "?" if a record has
// none).  Other fields are left out.  The classes must come before the data, so the data stay in a
// temporary file until close().
class ArffWriter final : public Sink {
 public:
  ArffWriter(const std::string& path, std::vector<std::string> columns);

  void write(const Record& record) override;
  void flush() override {}
  void close() override;

 private:
  OutputFile file_;
  RowLayout layout_;
  TemporaryFile rows_;
  std::set<std::string> classes_;
};

// Appends `text` in the form of ARFF: unchanged, or in single quotes if it is empty or a question
// mark, or if it contains blanks, quotes or characters of the grammar.
void append_arff_string(std::string& out, std::string_view text);

}  // namespace melsift::record
