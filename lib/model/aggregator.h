// What is said of the pieces of a track, made into what is said of the track.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::model {

enum class Aggregation {
  mean,  // scores are the mean of the pieces'
  vote,  // scores are the share of pieces that each label is predicted for; ties go to the mean
  none,  // each piece stays a record
};

// "mean", "vote" or "none".  Throws Error invalid_argument for another word.
Aggregation parse_aggregation(std::string_view text);

// Takes classified records in order and gives out one for each track: records that follow each
// other, have the same path and are pieces of it (`segment`) become a single one, with the first
// one's fields but its segment, front_end, features and mel; the embedding is the mean, and
// trained_on holds where it holds for a piece.  Other records pass through.  Memory is that of a
// record.
class Aggregator {
 public:
  using Sink = std::function<void(const record::Record&)>;

  Aggregator(Aggregation how, Sink sink);

  // The records are of one model.  What `sink` throws passes through; the record is taken all the
  // same.
  void add(record::Record record);
  // Gives out the last track.
  void finish();

 private:
  struct Track {
    record::Record record;
    long pieces = 0;
    std::vector<double> scores;
    std::vector<long> votes;
    std::vector<double> embedding;
  };

  void begin(record::Record&& record);
  void count(const record::Record& piece);
  record::Record sum_up(Track track) const;

  Aggregation how_;
  Sink sink_;
  std::optional<Track> track_;
};

}  // namespace melsift::model
