// A small record for tests of formats.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "record/record.h"

namespace melsift::test {

// With the front end "toy n=2", whatever the number of features.
inline record::Record toy_track(std::string path, std::string label, std::vector<float> features) {
  record::Record record;
  record.path = std::move(path);
  record.label = std::move(label);
  record.front_end = "toy n=2";
  record.features = std::move(features);
  return record;
}

}  // namespace melsift::test
