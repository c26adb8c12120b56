// Recommendations from an index file, for catalogues that are too large to be ranked whole.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "index/shards.h"
#include "recommend/named_tracks.h"
#include "recommend/request.h"
#include "record/record.h"

namespace melsift::recommend {

struct IndexAnswer {
  Answer answer;                  // places: the rows of the index
  std::size_t seeds = 0;          // tracks that the listener has named
  std::size_t without_sound = 0;  // of them, those without a vector that the index can compare
  std::size_t ranked = 0;         // rows nearest by sound, which were filtered and ranked

  // FactKind::without_sound.
  Fact without_sound_fact() const;
};

struct IndexSearch {
  unsigned threads = 1;
  // Rows that are looked up at most at a time.  Each costs some microseconds and a kilobyte;
  // filters that few tracks pass have all rows looked up otherwise.
  std::size_t most_ranked = std::numeric_limits<std::size_t>::max();
  // Called with the record of each row looked up, to bring what has changed since the index was
  // made.  If it returns false, the track's file is gone, and the track is not recommended.
  std::function<bool(record::Record&)> renew;
  // If too few of the nearest rows pass the filters, looks up the nearest of the rows that pass,
  // instead of ever more of the nearest: see read_facets().
  bool by_facets = false;
};

// The tracks of an index file, or of several that are shards of one catalogue: an answer is that of
// one index with the rows of all, if they are given in its order.  Thread-safe.
class IndexedTracks {
 public:
  // Throws Error as index::Shards::open does.
  explicit IndexedTracks(std::span<const std::string> paths);
  ~IndexedTracks();
  IndexedTracks(IndexedTracks&&) noexcept;

  std::size_t size() const { return index_.size(); }
  // The record of a row, without a vector.  Throws Error corrupt.
  record::Record record(std::size_t row) const;
  // The record of a row with the row's vector, as a seed track for recommend().
  record::Record seed(std::size_t row) const;
  // The front end of the features that the index is of; empty if it is of embeddings.
  std::string front_end() const;
  // Whether the record has a vector that can be compared with those of the index.
  bool can_compare(const record::Record& record) const;

  // The tracks with the path, or the artist and title, of each name: seeds with the name's weight.
  // Reads all records.  Throws Error not_found for a name that no track has.
  std::vector<record::Record> seeds_named(std::span<const WeightedName> names) const;

  // Reads the records of all rows, some microseconds each, and keeps what filters need of them,
  // some 60 bytes a row.  The first search by facets does it otherwise, and searches wait for it.
  // Throws Error corrupt, or io after a stop was requested.
  void read_facets(unsigned threads, const std::stop_token& stop = {}) const;

  // The tracks that sound most like the seed tracks `request.given`, ranked and filtered as if they
  // were the catalogue.  Looks up the nearest rows, and ever more of them until as many tracks pass
  // the filters as are wanted.  `found` are seeds of this index, which follow the given ones.
  // Throws Error invalid_argument if no seed track has a vector that can be compared.
  IndexAnswer recommend(Request request, std::vector<record::Record> found,
                        const IndexSearch& search) const;

 private:
  struct Facets;

  bool use_index_vector(record::Record& record) const;
  std::vector<float> query_of(std::span<const record::Record> seeds) const;
  std::vector<record::Record> records_at(std::span<const std::size_t> rows) const;
  std::vector<index::Hit> candidates(std::span<const float> query, std::size_t count,
                                     const Filters& filters, unsigned threads, bool& all) const;
  Tracks tracks_at(std::span<const index::Hit> hits, const IndexSearch& search,
                   std::vector<bool>& gone) const;

  index::Shards index_;
  std::unique_ptr<Facets> facets_;
};

}  // namespace melsift::recommend
