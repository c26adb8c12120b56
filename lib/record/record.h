// A track record: what the tools pass to each other, one JSON object a line.
// The fields are described in melsift-records(5); unknown ones pass through untouched.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/matrix.h"

namespace melsift::record {

// A piece of a track.
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

// An empty string, vector or optional is a field that is absent.  Text is UTF-8.
struct Record {
  std::string path;   // the track as given; its identity in a stream
  std::string label;  // the true class
  std::string group;  // what a split must not tear apart: artist, album, source track
  std::string split;  // "train", "valid" or "test"
  std::optional<long long> fold;

  std::string title;
  std::string artist;
  std::string album;
  std::vector<std::string> genre;  // written as text where there is one, as a list of several
  std::string language;            // ISO 639-1 where known
  bool language_guessed = false;   // from the words of title and artist; absent where not
  std::optional<long long> year;
  std::optional<double> tempo_bpm;  // beats a minute

  std::optional<bool> liked;            // the listener's word: true or false; absent: none
  std::optional<long long> play_count;  // how often the listener has played it ...
  std::string last_played;              // ... and when last: UTC, "2026-11-20T12:34:56Z"
  std::optional<double>
      seed_weight;  // of a track that a recommendation goes by; below 0: unlike it

  std::optional<double> duration_s;      // of the source
  std::optional<long long> sample_rate;  // of the source, Hz
  std::optional<Segment> segment;

  std::string front_end;        // canonical parameter string, feature::FrontEnd::text()
  std::vector<float> features;  // finite
  Matrix mel;                   // (bands, frames); 0 x 0 where absent

  std::string predicted;
  std::vector<Score> scores;  // in the model's label order; written as an object
  std::vector<float> embedding;
  std::string model;        // fingerprint of the model that gave these three ...
  bool trained_on = false;  // ... and was trained on the track or its group; absent where not

  std::optional<long long> rank;  // 1 is best
  std::optional<double> score;
  std::vector<std::string> reasons;

  // Fields that melsift does not know: name and raw JSON text, in their order of arrival.
  std::vector<std::pair<std::string, std::string>> extra;
};

}  // namespace melsift::record
