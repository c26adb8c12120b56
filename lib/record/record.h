// A track record: what tools pass to each other, as one JSON object per line.  melsift-records(5)
// describes the fields and their ranges; unknown fields pass through unchanged.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/matrix.h"

namespace melsift::record {

// A piece of a track: its number from 0, where it begins and how long it is, each 0 or more.
struct Segment {
  long long index = 0;
  double start_s = 0.0;
  double duration_s = 0.0;
};

// A class and its probability, 0..1.
struct Score {
  std::string label;
  float value = 0.0F;
};

// An empty string, vector or optional is a missing field.  Text is UTF-8.
struct Record {
  std::string path;   // of the track, as given; identifies it in a stream
  std::string label;  // the true class
  std::string group;  // records with the same group stay in one part of a split: artist, album
  std::string split;  // "train", "valid" or "test"
  std::optional<long long> fold;

  std::string title;
  std::string artist;                // as credited
  std::vector<std::string> artists;  // each of them, if there are several
  std::string album;
  std::string album_artist;
  std::vector<std::string> genre;  // written as text where there is one, as a list of several
  std::string language;            // ISO 639-1 where known
  bool language_guessed = false;   // from the words of title and artist; absent where not
  std::optional<long long> year;   // of this release
  std::optional<long long> original_year;  // of the first release of the recording
  std::optional<double> tempo_bpm;         // beats a minute

  std::optional<bool> liked;            // true: liked, false: disliked, missing: not rated
  std::optional<long long> play_count;  // plays by the listener, 0 or more
  std::string last_played;              // the latest: UTC, "2026-11-20T12:34:56Z"
  std::optional<double>
      seed_weight;  // of a seed track of a recommendation, 1 by default; below 0: away from it

  std::optional<double> duration_s;      // of the source
  bool duration_estimated = false;       // by a header, not by decoding; absent where exact
  std::optional<long long> sample_rate;  // of the source, Hz
  std::optional<Segment> segment;

  std::string front_end;        // canonical parameter string, feature::FrontEnd::text()
  std::vector<float> features;  // finite
  Matrix mel;                   // (bands, frames), finite; 0 x 0: missing

  std::string predicted;         // the class with the highest score
  std::vector<Score> scores;     // in the order of the model's labels; sum 1; written as an object
  std::vector<float> embedding;  // finite
  std::string model;             // fingerprint of the model that made these three, ...
  bool trained_on = false;  // ... and whether the track or its group was among its training tracks

  std::optional<long long> rank;  // of a recommended track; 1 is best
  std::optional<double> score;    // likewise; larger is better
  std::vector<std::string> reasons;

  // Unknown fields: name and raw JSON text, in the order of the input.
  std::vector<std::pair<std::string, std::string>> extra;
};

// The year by which a track is chosen: that of its first release if known, else that of this one.
inline std::optional<long long> first_year(const Record& record) {
  return record.original_year ? record.original_year : record.year;
}

}  // namespace melsift::record
