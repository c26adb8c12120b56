// What a recommendation must be: of genres, languages and years, by artists, of some length or
// tempo, not heard recently.
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
// `name` for anything else, and where the ends are in the wrong order.
Range parse_range(std::string_view name, std::string_view text, bool clock = false);

// The moment, in UTC as "2026-11-20T12:34:56Z", that "2026-11-20" (its beginning), such a moment
// itself, or "30d", "12h" before `now_s` (seconds since 1970) means.  Throws Error invalid_argument
// for anything else.
std::string parse_moment(std::string_view text, long long now_s);

// A list that is empty and a range that is absent filter nothing.  Genres, years and languages are
// widened where too few tracks pass (widening.h); the others never.
struct Filters {
  // Names in any spelling, or lists of names with commas between them: a name of the catalogue may
  // contain commas, see resolved().
  std::vector<std::string> genres;     // a track has to have one of them
  std::vector<std::string> languages;  // a track has to be in one of them; names or codes
  std::optional<Years> years;
  std::vector<std::string> artists;  // names or lists: one has to be the artist or a guest
  std::optional<Range> duration_s;
  std::optional<Range> tempo_bpm;
  std::string unplayed_since;  // UTC; a track last played then or later does not pass
  // Whether a track passes whose year, language, duration or tempo is unknown, where that is asked
  // for.  One that was never played passes always.
  bool keep_unknown = false;
  // Whether tracks pass that the listener has disliked.
  bool keep_disliked = false;
  // Whether tracks that the listener has liked do not pass.
  bool drop_liked = false;
};

}  // namespace melsift::recommend
