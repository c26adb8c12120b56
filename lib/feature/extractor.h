// From a track's samples to its features.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "feature/excerpt.h"
#include "feature/front_end.h"
#include "feature/signal.h"

namespace melsift::feature {

struct Tables;

// The features of a track, or of a piece of it.
struct Piece {
  std::int64_t index = 0;
  double start_s = 0.0;
  double duration_s = 0.0;
  std::vector<float>
      vector;  // values in the order of column_names(); empty where the features are a matrix
  Matrix
      matrix;  // (bands or coefficients, frames), as librosa has it; 0 x 0 where they are a vector
};
using PieceSink = std::function<void(Piece&&)>;

// Computes what a front end describes.  Holds the tables that all tracks share (window, FFT plan,
// mel bank, DCT).  Thread-safe: one extractor serves many threads.
//
// One transform serves all features of a track.  What depends on the whole track (the loudest band,
// the tuning) is found in a first pass; the second goes over what the first has kept, or, where a
// track is longer than some minutes, over the signal again, so that memory does not grow with the
// track.
class Extractor {
 public:
  // Throws Error invalid_argument for parameters that can't be met, naming the first.
  explicit Extractor(const FrontEnd& front_end);
  ~Extractor();
  Extractor(Extractor&&) noexcept;
  Extractor& operator=(Extractor&&) noexcept;

  const FrontEnd& front_end() const;

  // Calls `sink` with the track's features: once, or with each piece that the front end asks for,
  // in order.  The signal is at the front end's rate.  Throws SignalError (signal_error.h) if there
  // is no sample, or if the track is shorter than a piece; and what signal.read throws.  The
  // error's culprit is "the signal".
  void operator()(const Signal& signal, const PieceSink& sink) const;

  // The mel matrix of an excerpt of the track (see Excerpt).  The front end must be of the set mel,
  // without pieces.  Throws the same errors.
  MelExcerpt excerpt(const Signal& signal, const Excerpt& excerpt) const;

  // The same for samples in memory: the whole track's features (the last piece's, where pieces are
  // asked for).
  Piece operator()(std::span<const float> samples) const;

 private:
  std::unique_ptr<const Tables> tables_;
};

}  // namespace melsift::feature
