// Genres, artists, languages, years, durations and tempi of the rows of an index, in memory: the
// rows that pass a filter are found without reading their records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "index/index.h"
#include "recommend/filters.h"
#include "record/record.h"

namespace melsift::recommend {

class RowFacets {
 public:
  // Returns the records of `count` rows from `first` on.  Called from several threads.
  using ReadRows = std::function<std::vector<record::Record>(std::size_t first, std::size_t count)>;

  // Reads the records of all rows, on `threads` threads.  Keeps some 60 bytes of each, and each
  // name once.  Throws what `read` throws.
  RowFacets(std::size_t rows, unsigned threads, const ReadRows& read);
  RowFacets(const RowFacets&) = delete;  // pointers into itself
  RowFacets& operator=(const RowFacets&) = delete;

  // The rows that pass the filters as they are, by the rules of Sieve::dropped_by().  Filters on
  // what may have changed since the index was made (liked, disliked, last played) drop no row.  The
  // result refers to this object.
  index::Index::Filter passing(const Filters& filters) const;

  // Whether passing() may drop a row.
  static bool restricts(const Filters& filters);

 private:
  // Distinct names, numbered as they come.
  struct Names {
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<const std::string*> names;  // keys of `numbers`
    std::uint32_t add(const std::string& name);
  };
  // Lists of numbers, one for each row.
  struct Lists {
    std::vector<std::uint32_t> numbers;
    std::vector<std::uint32_t> ends;  // of each row
    // Whether one of the row's numbers is marked.
    bool has(const std::vector<bool>& marked, std::uint32_t row) const;
  };
  struct Columns {
    Names genre_names;     // "+" before a genre, which may be a list, "=" before a class
    Names language_names;  // as they are written
    Names artist_names;    // forms
    Lists genres, artists;
    std::vector<std::uint32_t> languages;
    std::vector<std::int32_t> years;             // kNoYear: unknown
    std::vector<double> durations_s, tempi_bpm;  // NaN: unknown

    void add(const record::Record& record);
    void append(const Columns& other);
  };

  void find_genre_forms();
  std::vector<bool> marked_genres(const std::vector<std::string>& wanted) const;
  std::vector<bool> marked_languages(const Filters& filters) const;
  std::vector<bool> marked_artists(const std::vector<std::string>& wanted) const;

  Columns columns_;
  std::vector<std::vector<std::string>> genre_forms_;  // of each genre name, its genres'
  std::unordered_set<std::string> known_genres_;       // all of these forms
};

}  // namespace melsift::recommend
