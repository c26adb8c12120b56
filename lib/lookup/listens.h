// Listening history: a listen is one track at one moment.
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
  record::Record track;       // at least artist and title
  long long listened_at = 0;  // seconds since 1970
};

// Listens grouped by track: same artist and title, ignoring the case of ASCII letters.
class History {
 public:
  void add(Listen listen);

  std::size_t listens() const { return listens_; }
  // Tracks in the order of their first added listen, each with play_count, last_played, and all
  // moments in the unknown field listened_at: a list of seconds since 1970, in the order in which
  // they were added.
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

// The earliest moment that ListenBrainz accepts, 2002-10-01: there were no listens before
// Audioscrobbler.
inline constexpr long long kFirstListen = 1'033'430'400;

// The moments at which the track of a record was played: its unknown field listened_at (seconds
// since 1970, or a list of them), otherwise last_played.  Throws Error invalid_argument, beginning
// with `where`, for a record without artist or title, without a moment, or with a moment before
// kFirstListen.
std::vector<Listen> listens_of(const record::Record& record, const std::string& where);

// A listen in the form that ListenBrainz accepts: listened_at, track_metadata with artist_name,
// track_name, release_name, and additional_info with the client's name and version, duration_ms,
// and recording_mbid if the record's mbid is valid.  Throws Error invalid_argument, beginning with
// `where`, for text that is not UTF-8, and for more than the 10240 bytes that the service accepts.
std::string listen_json(const Listen& listen, const std::string& where);

}  // namespace melsift::lookup
