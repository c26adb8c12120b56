// A track's genre, language and year as numbers that a network can be trained on, for tracks of
// which nothing else is known: no sound.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::recommend {

// The numbers: for each genre its share of the track's (equal shares, sum 1), for each language 1
// or 0, the year from the first (0) to the last (1), clamped, and 1 where the year is known.  What
// is not among the names counts as unknown, an unknown genre or language as zeros, an unknown year
// as the middle.
//
// text() is the front end of records and models that have such features:
// "metadata genres=blues,rock languages=en,fr years=1950-2019", the names in genre_form() and
// language_form().
class MetadataFeatures {
 public:
  // The names and years of these tracks; of very many names the most frequent.
  static MetadataFeatures of(std::span<const record::Record> tracks);
  // Reads text() back.  Nothing where `front_end` is of another kind; throws Error corrupt where it
  // begins as one and is none.
  static std::optional<MetadataFeatures> parse(std::string_view front_end);

  std::string text() const;
  std::size_t size() const { return genres_.size() + languages_.size() + 2; }
  std::vector<float> operator()(const record::Record& track) const;

 private:
  std::vector<std::string> genres_;     // in bytewise order
  std::vector<std::string> languages_;  // likewise
  long long first_year_ = 0;
  long long last_year_ = 0;
};

// A copy with these features instead of whatever it had.
record::Record with_metadata_features(const record::Record& track,
                                      const MetadataFeatures& metadata);

}  // namespace melsift::recommend
