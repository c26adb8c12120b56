#include "feature/extractor.h"

#include <cmath>
#include <string>

#include "base/number.h"
#include "feature/gtzan57.h"
#include "feature/mfcc.h"
#include "feature/signal_error.h"
#include "feature/tables.h"

namespace melsift::feature {
namespace {

// Samples in memory, returned in one block.
Signal signal_of(std::span<const float> samples) {
  const auto given = std::make_shared<bool>(false);
  return {[samples, given](std::vector<float>& out) {
            if (!*given) out.insert(out.end(), samples.begin(), samples.end());
            *given = true;
            return false;
          },
          [given] { *given = false; }};
}

[[noreturn]] void too_short(const std::string& length, const std::string& piece) {
  throw SignalError("is " + length + " long, shorter than a piece of " + piece);
}

Piece features(const Tables& tables, const Signal& signal) {
  Piece piece;
  if (tables.front_end.has_onsets()) {
    piece.vector = track_features(tables, signal);
  } else {
    auto cepstral = tables.front_end.set == FeatureSet::mel ? mel_features(tables, signal)
                                                            : mfcc_features(tables, signal);
    piece.vector = std::move(cepstral.vector);
    piece.matrix = std::move(cepstral.matrix);
  }
  return piece;
}

// Cuts the matrix of the whole track into windows of frames; an incomplete window at the end is
// left out.
void give_windows(const FrontEnd& p, const Matrix& matrix, const PieceSink& sink) {
  const double frame_s = static_cast<double>(p.hop_length) / p.sr;
  if (matrix.cols() < p.window_frames)
    too_short(std::to_string(matrix.cols()) + " frames", std::to_string(p.window_frames));
  std::int64_t index = 0;
  for (Eigen::Index first = 0; first + p.window_frames <= matrix.cols();
       first += p.window_step_frames()) {
    Piece piece;
    piece.index = index++;
    piece.start_s = static_cast<double>(first) * frame_s;
    piece.duration_s = p.window_frames * frame_s;
    piece.matrix = matrix.middleCols(first, p.window_frames);
    sink(std::move(piece));
  }
}

// Analyses segments of the signal, each like a track; an incomplete segment at the end is left out.
void give_segments(const Tables& tables, const Signal& signal, const PieceSink& sink) {
  const FrontEnd& p = tables.front_end;
  const auto samples_in = [&](double seconds) {
    return static_cast<std::size_t>(std::llround(seconds * p.sr));
  };
  const std::size_t length = samples_in(p.segment_s), step = samples_in(p.segment_step_s());
  std::vector<float> samples;  // from the beginning of the next segment on
  std::size_t skip = 0;        // samples still to be dropped before it
  std::int64_t index = 0, total = 0;
  for (bool more = true; more;) {
    const std::size_t before = samples.size();
    more = signal.read(samples);
    total += static_cast<std::int64_t>(samples.size() - before);
    for (;;) {
      const std::size_t dropped = std::min(skip, samples.size());
      samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(dropped));
      skip -= dropped;
      if (skip > 0 || samples.size() < length) break;
      Piece piece = features(tables, signal_of(std::span(samples).first(length)));
      piece.index = index;
      piece.start_s = static_cast<double>(index++ * static_cast<std::int64_t>(step)) / p.sr;
      piece.duration_s = static_cast<double>(length) / p.sr;
      sink(std::move(piece));
      skip = step;
    }
  }
  if (index == 0)
    too_short(to_fixed(static_cast<double>(total) / p.sr, 2) + " s", to_text(p.segment_s) + " s");
}

}  // namespace

Extractor::Extractor(const FrontEnd& front_end)
    : tables_(std::make_unique<const Tables>(front_end)) {}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;

const FrontEnd& Extractor::front_end() const {
  return tables_->front_end;
}

void Extractor::operator()(const Signal& signal, const PieceSink& sink) const {
  const FrontEnd& p = front_end();
  if (p.segment_s > 0.0) return give_segments(*tables_, signal, sink);
  Piece piece = features(*tables_, signal);
  if (p.window_frames > 0) return give_windows(p, piece.matrix, sink);
  sink(std::move(piece));
}

MelExcerpt Extractor::excerpt(const Signal& signal, const Excerpt& excerpt) const {
  return mel_excerpt(*tables_, signal, excerpt);
}

Piece Extractor::operator()(std::span<const float> samples) const {
  Piece only;
  (*this)(signal_of(samples), [&](Piece&& piece) { only = std::move(piece); });
  return only;
}

}  // namespace melsift::feature
