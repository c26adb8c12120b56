// The filters of a recommendation: genres, languages, years, artists, duration, tempo, time of the
// last play, and exclusions.
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

  // The number of years by which `year` is outside of the range; 0 is inside.
  long long outside(long long year) const;
  // "1990-2000", "1990-", "-2000"; "1994" for a single year.
  std::string text() const;
};

// Reads the result of text().  Throws Error invalid_argument for anything else, and if the last
// year is before the first.
Years parse_years(std::string_view text);

// A range of a quantity, both ends included; an absent end is open.
struct Range {
  std::optional<double> least;
  std::optional<double> most;

  bool holds(double value) const;
};

// Whether a quantity passes a range.  Either may be absent: an absent range passes everything, and
// an unknown quantity passes any range if `keep_unknown` is set.
bool passes(const std::optional<Range>& range, const std::optional<double>& value,
            bool keep_unknown);

// Reads "90-120", "90-", "-120" or a single number, none below 0; with `clock` also minutes and
// seconds ("2:30-4:00"), which become seconds.  Throws Error invalid_argument that begins with
// `name` for anything else, and if the ends are in the wrong order.
Range parse_range(std::string_view name, std::string_view text, bool clock = false);

// The moment, in UTC as "2026-11-20T12:34:56Z", of "2026-11-20" (its beginning), of such a text
// itself, or of "30d", "12h" before `now_s` (seconds since 1970).  Throws Error invalid_argument
// for anything else.
std::string parse_moment(std::string_view text, long long now_s);

// Tracks that are never recommended: of one of these genres, by one of these artists (as the main
// artist or a guest), or with a path in one of these folders (see path_is_under()).
struct Exclusions {
  std::vector<std::string> genres;
  std::vector<std::string> artists;
  std::vector<std::string> folders;
};

// An empty list and an absent range filter nothing.  Genres, years and languages are widened if too
// few tracks pass (widening.h); other filters never are.
struct Filters {
  // Names in any spelling, or lists of names with commas between them: a name of the catalogue may
  // contain commas, see resolved().
  std::vector<std::string> genres;     // a track must have one of them
  std::vector<std::string> languages;  // a track must be in one of them; names or codes
  std::optional<Years> years;
  std::vector<std::string> artists;  // names or lists: one must be the artist or a guest
  std::optional<Range> duration_s;
  std::optional<Range> tempo_bpm;
  std::string unplayed_since;  // UTC; a track last played then or later does not pass
  Exclusions excluded;         // of this request: names or lists, as `genres` and `artists` are
  Exclusions ignored;          // of the library (ignore_file.h): names
  // Whether a track passes if a requested year, language, duration or tempo is unknown.  A track
  // that was never played always passes.
  bool keep_unknown = false;
  // Whether disliked tracks pass.
  bool keep_disliked = false;
  // Whether liked tracks are left out.
  bool drop_liked = false;
};

}  // namespace melsift::recommend
