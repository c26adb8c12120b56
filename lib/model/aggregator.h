// Combines the predictions for the pieces of a track into one prediction per track.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::model {

enum class Aggregation {
  mean,  // scores are the mean over the pieces
  vote,  // scores are the fraction of pieces with each predicted label; the mean decides ties
  none,  // each piece stays a record
};

// Reads "mean", "vote" or "none".  Throws Error invalid_argument for any other text.
Aggregation parse_aggregation(std::string_view text);

// Takes classified records in order and returns one for each track: consecutive pieces (`segment`)
// with the same path become one record.  It has the fields of the first piece without segment,
// front_end, features and mel; the embedding is the mean, and trained_on is true if it is true for
// any piece.  Other records pass through.  Memory is that of one record.
class Aggregator {
 public:
  using Sink = std::function<void(const record::Record&)>;

  Aggregator(Aggregation how, Sink sink);

  // The records must be of one model.  Exceptions of `sink` pass through; the record counts as
  // added.
  void add(record::Record record);
  // Returns the last track.
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
