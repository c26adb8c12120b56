#include "model/aggregator.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"

namespace melsift::model {

Aggregation parse_aggregation(std::string_view text) {
  if (text == "mean") return Aggregation::mean;
  if (text == "vote") return Aggregation::vote;
  if (text == "none") return Aggregation::none;
  throw Error(ErrorKind::invalid_argument, "aggregate",
              "\"" + std::string(text) + "\", expected mean, vote or none");
}

Aggregator::Aggregator(Aggregation how, Sink sink) : how_(how), sink_(std::move(sink)) {}

void Aggregator::add(record::Record record) {
  const bool is_piece = how_ != Aggregation::none && record.segment.has_value();
  if (is_piece && track_ && track_->record.path == record.path) return count(record);
  auto complete = std::exchange(track_, std::nullopt);
  if (is_piece) begin(std::move(record));
  if (complete) sink_(sum_up(std::move(*complete)));
  if (!is_piece) sink_(record);
}

void Aggregator::finish() {
  if (auto complete = std::exchange(track_, std::nullopt)) sink_(sum_up(std::move(*complete)));
}

void Aggregator::begin(record::Record&& record) {
  track_ = Track{};
  track_->scores.resize(record.scores.size());
  track_->votes.resize(record.scores.size());
  track_->embedding.resize(record.embedding.size());
  count(record);
  track_->record = std::move(record);
  track_->record.segment.reset();
  track_->record.front_end.clear();
  track_->record.features = {};
  track_->record.mel.resize(0, 0);
}

void Aggregator::count(const record::Record& piece) {
  ++track_->pieces;
  for (std::size_t i = 0; i < track_->scores.size(); ++i) {
    track_->scores[i] += static_cast<double>(piece.scores[i].value);
    track_->votes[i] += piece.scores[i].label == piece.predicted;
  }
  for (std::size_t i = 0; i < track_->embedding.size(); ++i)
    track_->embedding[i] += static_cast<double>(piece.embedding[i]);
  track_->record.trained_on = track_->record.trained_on || piece.trained_on;
}

record::Record Aggregator::sum_up(Track track) const {
  record::Record record = std::move(track.record);
  const auto pieces = static_cast<double>(track.pieces);
  std::size_t best = 0;
  for (std::size_t i = 0; i < track.scores.size(); ++i) {
    const bool vote = how_ == Aggregation::vote;
    record.scores[i].value =
        static_cast<float>((vote ? static_cast<double>(track.votes[i]) : track.scores[i]) / pieces);
    const auto rank = [&](std::size_t k) {
      return std::pair(vote ? track.votes[k] : 0, track.scores[k]);
    };
    if (rank(i) > rank(best)) best = i;
  }
  record.predicted = record.scores[best].label;
  for (std::size_t i = 0; i < track.embedding.size(); ++i)
    record.embedding[i] = static_cast<float>(track.embedding[i] / pieces);
  return record;
}

}  // namespace melsift::model
