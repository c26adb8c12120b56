// What the records that a model is judged by have in common with those that it was trained on.
// Judged by what it has seen, a model looks better than it is: by 10 to 15 points in this field,
// where pieces of a track or tracks of an artist are easily torn apart (B. Sturm: The State of the
// Art Ten Years After a State of the Art.  J. New Music Research 43(2), 2014).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/record.h"

namespace melsift::model {

// Watches a stream of classified records.  A record without a group is a group of its own, by its
// path; one without either belongs to no group.
class Overlap {
 public:
  void add(const record::Record& record, const std::string& where);

  // What speaks against judging by the records with these splits ("" is none), culprit first:
  // that one of a split that is held out (any but "train") was trained on, or that a group stands
  // both there and in split "train".  Nothing where nothing does.
  std::optional<std::string> refusal(const std::vector<std::string>& splits) const;

  // "12 of 50 records were trained on: this is no test", where that is so of records in none of the
  // splits that are held out.
  std::optional<std::string> warning(const std::vector<std::string>& splits) const;

 private:
  struct Part {
    long records = 0;
    long trained_on = 0;
    std::string first_trained_on;        // where it stands
    std::map<std::string, long> groups;  // and their records
  };

  std::optional<std::string> shared_group(const std::string& split, const Part& part) const;

  std::map<std::string, Part> parts_;  // by split
};

}  // namespace melsift::model
