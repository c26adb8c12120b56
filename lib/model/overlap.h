// Finds records of an evaluation that a model was trained on, or that share a group with training
// records.  Evaluated on them, a model looks better than it is: by 10 to 15 points in this field,
// where pieces of a track or tracks of an artist easily end up on both sides (B. Sturm: The State
// of the Art Ten Years After a State of the Art.  J. New Music Research 43(2), 2014).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/record.h"

namespace melsift::model {

// Watches a stream of classified records.  A record without a group is its own group, by its path;
// a record without either belongs to no group.
class Overlap {
 public:
  void add(const record::Record& record, const std::string& where);

  // Why the records of these splits ("": no split) must not be used for evaluation, culprit first:
  // the model was trained on a record of a held-out split (any but "train"), or a group is both in
  // such a split and in split "train".  Nothing if there is no such reason.
  std::optional<std::string> refusal(const std::vector<std::string>& splits) const;

  // "12 of 50 records were trained on: this is not a test", if this holds for records that are not
  // in a held-out split.
  std::optional<std::string> warning(const std::vector<std::string>& splits) const;

 private:
  struct Part {
    long records = 0;
    long trained_on = 0;
    std::string first_trained_on;        // the place of this record
    std::map<std::string, long> groups;  // groups and their numbers of records
  };

  std::optional<std::string> shared_group(const std::string& split, const Part& part) const;

  std::map<std::string, Part> parts_;  // by split
};

}  // namespace melsift::model
