// What a recommendation must be: genres, languages and years.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::recommend {

// A range of years, both ends included; an absent end is open.
struct Years {
  std::optional<long long> first;
  std::optional<long long> last;

  // How many years `year` lies outside of the range; 0 is inside.
  long long outside(long long year) const;
  // "1990-2000", "1990-", "-2000"; "1994" for a single year.
  std::string text() const;
};

// Reads text() back.  Throws Error invalid_argument for anything else, and where the last year is
// before the first.
Years parse_years(std::string_view text);

// A list that is empty and a range that is absent filter nothing.
struct Filters {
  std::vector<std::string> genres;     // a track has to have one of them; names in any spelling
  std::vector<std::string> languages;  // a track has to be in one of them; names or codes
  std::optional<Years> years;
  // Whether a track passes whose year or language is unknown, where that is asked for.
  bool keep_unknown = false;
};

}  // namespace melsift::recommend
