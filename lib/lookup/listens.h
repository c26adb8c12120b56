// What a person has listened to: one track at one moment is a listen.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "record/record.h"

namespace melsift::lookup {

struct Listen {
  record::Record track;       // artist and title at least
  long long listened_at = 0;  // seconds since 1970
};

// Listens gathered by track: same artist and title, but for the case of ASCII letters.
class History {
 public:
  void add(Listen listen);

  std::size_t listens() const { return listens_; }
  // In the order of their first listen added, each with play_count, last_played, and all of its
  // moments in the unknown field listened_at: a list of seconds since 1970, as they were added.
  std::vector<record::Record> tracks() const;

 private:
  struct Entry {
    record::Record track;
    std::vector<long long> moments;
  };
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::size_t listens_ = 0;
};

// The first moment that ListenBrainz takes, 2002-10-01: before Audioscrobbler there were no
// listens.
inline constexpr long long kFirstListen = 1'033'430'400;

// The moments at which a record says that it was listened to: its unknown field listened_at (a
// number of seconds since 1970, or a list of such), else last_played.  Throws Error
// invalid_argument, beginning with `where`, for a record without artist or title, without a moment,
// or with one before kFirstListen.
std::vector<Listen> listens_of(const record::Record& record, const std::string& where);

// A listen as ListenBrainz takes it: listened_at, track_metadata with artist_name, track_name,
// release_name, and additional_info with the client's name and version, duration_ms, and
// recording_mbid where the record's mbid is one.  Throws Error invalid_argument, beginning with
// `where`, for text that is no UTF-8, and for more than the 10240 bytes that are taken.
std::string listen_json(const Listen& listen, const std::string& where);

}  // namespace melsift::lookup
