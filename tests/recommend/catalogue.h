// Small records for the tests of this module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/record.h"

namespace melsift::test {

inline record::Record track(const std::string& title, std::vector<std::string> genres,
                            std::optional<long long> year, const std::string& language = "") {
  record::Record record;
  record.title = title;
  record.artist = "The " + title + "s";
  record.genre = std::move(genres);
  record.year = year;
  record.language = language;
  return record;
}

inline record::Record sounding(record::Record record, std::vector<float> features,
                               const std::string& front_end = "mfcc") {
  record.features = std::move(features);
  record.front_end = front_end;
  return record;
}

inline std::vector<std::string> titles(const std::vector<record::Record>& records) {
  std::vector<std::string> out;
  for (const record::Record& record : records) out.push_back(record.title);
  return out;
}

}  // namespace melsift::test
