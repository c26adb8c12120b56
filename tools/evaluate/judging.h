// The records that evaluate uses.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/overlap.h"
#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct Judging {
  Command& command;
  std::string target;            // field with the true class
  std::vector<std::string> use;  // requested splits, or "all"; empty: the default
  bool allow_overlap = false;

  // The true class of a classified record.  Throws Error invalid_argument, beginning with `where`,
  // if the record has no true class or no prediction.
  std::string label_of(const record::Record& record, const std::string& where) const;

  // The splits to use, among those `present` ("": no split): the requested ones, or otherwise the
  // first present of test, valid and all; a note says which.  Throws Error invalid_argument if
  // there is none.
  std::vector<std::string> splits(const std::set<std::string>& present) const;

  // Refuses (Error invalid_argument), or warns, if records of these splits are not a test of the
  // model.
  void check(const model::Overlap& overlap, const std::vector<std::string>& splits) const;
};

}  // namespace melsift::tools
