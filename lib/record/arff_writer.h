// Weka's attribute-relation files out.
// Format: "Attribute-Relation File Format" in the WEKA manual (version 3.9), whose strings are
// those that weka.core.Utils.quote writes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/temporary_file.h"
#include "record/row_layout.h"
#include "record/sink.h"

namespace melsift::record {

// The relation is named by the front end.  Its attributes are the track's path (a string), the
// features (numeric) and the class (nominal: the labels in bytewise order; "?" where a record has
// none).  Other fields are left out.  The classes must stand before the data, so the data wait in
// a temporary file until close().
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

// Appends `text` as ARFF writes it: as it is, or in single quotes where it is empty, a question
// mark or holds blanks, quotes or characters of the grammar.
void append_arff_string(std::string& out, std::string_view text);

}  // namespace melsift::record
