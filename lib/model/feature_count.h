// Whether records have as many features as their front end makes.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "record/record.h"

namespace melsift::model {

// A set gets features at its end from version to version, under the same name: records of different
// versions must not mix.
class FeatureCounts {
 public:
  // Throws Error invalid_argument, such as "has 226 features, full has 224", for a record whose
  // front end is known and makes another number.
  void check(const record::Record& record);

 private:
  std::map<std::string, std::size_t> counts_;  // by front end; 0: unknown, or not a vector
};

}  // namespace melsift::model
