// A track's genre, language and year as numbers for a network, for tracks without sound.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::recommend {

// The numbers: for each genre its share (the genres of a track have equal shares, sum 1), for each
// language 1 or 0, the year from the first (0) to the last (1), clamped, and 1 if the year is
// known.  Other names count as unknown; an unknown genre or language gives zeros, an unknown year
// the middle.
//
// text() is the front end of records and models that have such features:
// "metadata genres=blues,rock languages=en,fr years=1950-2019", the names in genre_form() and
// language_form().
class MetadataFeatures {
 public:
  // Takes the names and years of these tracks; if there are very many names, the most frequent.
  static MetadataFeatures of(std::span<const record::Record> tracks);
  // Reads the result of text().  Nothing if `front_end` is of another kind; throws Error corrupt if
  // it begins like one and is malformed.
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

// A copy with these features instead of its own.
record::Record with_metadata_features(const record::Record& track,
                                      const MetadataFeatures& metadata);

}  // namespace melsift::recommend
