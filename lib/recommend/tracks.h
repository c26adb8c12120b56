// A catalogue in memory: its records, with genres, languages and years prepared for comparison.
// Immutable, and therefore thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "record/record.h"

namespace melsift::recommend {

// The distinct names of one kind (genres, languages), numbered 0, 1, ... in the order of addition.
class Vocabulary {
 public:
  using Form = std::string (*)(std::string_view);
  // Names with the same `form` are equal; a name with an empty form is unknown.
  explicit Vocabulary(Form form) : form_(form) {}

  // The number of a name, which is new if the name is new; nothing for an unknown name.
  std::optional<std::size_t> add(const std::string& name);
  // The number of a name that was added in any spelling; nothing for others.
  std::optional<std::size_t> find(std::string_view name) const;

  std::size_t size() const { return names_.size(); }
  // The first spelling in bytewise order.
  const std::string& name(std::size_t number) const { return names_[number]; }
  // The number of additions.
  std::size_t count(std::size_t number) const { return counts_[number]; }
  // The `most` most frequent names, the most frequent first.
  std::vector<std::string> frequent(std::size_t most) const;

 private:
  Form form_;
  std::unordered_map<std::string, std::optional<std::size_t>> by_spelling_;
  std::unordered_map<std::string, std::size_t> by_form_;
  std::vector<std::string> names_;
  std::vector<std::size_t> counts_;
};

// The genres of a track: its field `genre`, else its predicted class, else its label.  Classified
// tracks without tags can therefore be recommended by genre, too.
std::vector<std::string> genre_names(const record::Record& record);

// A point on the quarter circle from the catalogue's first year, (1, 0), to its last, (0, 1).
using YearPoint = std::array<double, 2>;

// Continues the hash `begun` with the record's artist, title and path.
std::uint64_t identity_hash(const record::Record& record, std::uint64_t begun);

class Tracks {
 public:
  explicit Tracks(std::vector<record::Record> records);

  std::size_t size() const { return records_.size(); }
  const record::Record& record(std::size_t track) const { return records_[track]; }
  const std::vector<record::Record>& records() const { return records_; }

  const Vocabulary& genres() const { return genres_; }
  const Vocabulary& languages() const { return languages_; }
  // Distinct numbers into genres(); empty if the genre is unknown.
  std::span<const std::size_t> genres_of(std::size_t track) const;
  std::optional<std::size_t> language_of(std::size_t track) const { return language_of_[track]; }
  // (0, 0) if the year is unknown.
  const YearPoint& year_of(std::size_t track) const { return year_of_[track]; }
  // A hash of artist, title and path, the same on every machine.
  std::uint64_t identity_of(std::size_t track) const { return identities_[track]; }

  // The first and the last known year.
  std::optional<std::pair<long long, long long>> years() const { return years_; }
  // The year, scaled to 0 for years()->first and 1 for years()->second and clamped there, as an
  // angle of 0 to 90 degrees.  By cosine, equal years are then the nearest; with the number itself,
  // later years would be nearer.  Nothing if no year is known.
  std::optional<YearPoint> year_point(double year) const;

 private:
  std::vector<record::Record> records_;
  Vocabulary genres_;
  Vocabulary languages_;
  std::vector<std::size_t> genre_numbers_;  // of all tracks, one after the other
  std::vector<std::size_t> genre_ends_;     // where each track's end
  std::vector<std::optional<std::size_t>> language_of_;
  std::vector<YearPoint> year_of_;
  std::vector<std::uint64_t> identities_;
  std::optional<std::pair<long long, long long>> years_;
};

}  // namespace melsift::recommend
