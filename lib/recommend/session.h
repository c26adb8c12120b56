// A radio: what was played in a session, and what the listener skipped, decides what comes next.
//
// A session is a file of records, one a track in the order in which they were played; `liked` false
// is a skip, true a track that the listener liked.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

class Session {
 public:
  Session() = default;
  explicit Session(std::vector<record::Record> played) : played_(std::move(played)) {}

  // The session at `path`, empty if there is no such file.  Throws Error as record::Reader does.
  static Session read(const std::string& path);
  // Puts the file into place.  Throws Error io.
  void write(const std::string& path) const;

  const std::vector<record::Record>& played() const { return played_; }
  // The listener has skipped, or liked, the last track.  Throws Error invalid_argument if nothing
  // was played yet.
  void judge_last(bool liked);
  // A track is played: its path, artist, title and album are kept.
  void play(const record::Record& track);

  // The weight of a play as a seed track.  `liked` is what the listener said of it; `later` plays
  // have followed it, each of which fades the weight.
  static constexpr double kHeard = 0.25, kLiked = 1.0, kSkipped = 0.75, kFade = 0.9;
  static double weight(std::optional<bool> liked, std::size_t later);

  // The tracks of the last `memory` plays (0: all), the last first, as seed tracks, which are never
  // recommended.  Plays of tracks that the catalogue lacks are passed over.
  std::vector<record::Record> seeds(const Tracks& tracks, std::size_t memory) const;

 private:
  std::vector<record::Record> played_;
};

}  // namespace melsift::recommend
