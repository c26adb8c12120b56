// Computes the features of a track from its samples.
//
//   feature::FrontEnd front_end;               // 40 MFCCs, their means over the track
//   const feature::Extractor extractor(front_end);
//   const feature::Piece piece = extractor(clip.samples);
//
// Definitions and values are librosa 0.11's: mel bands by Slaney's formula (Auditory Toolbox,
// 1998), MFCCs by the orthonormal DCT-II of mel decibels, chroma by Ellis (2007), tempo by the
// autocorrelation of onset strength.  tests/feature compares all of them with librosa.
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

// The features of a track, or of a piece of it: a vector or a matrix.
struct Piece {
  std::int64_t index = 0;  // from 0
  double start_s = 0.0;    // from the beginning of the track
  double duration_s = 0.0;
  std::vector<float> vector;  // in the order of column_names() (columns.h); empty if a matrix
  Matrix matrix;              // (bands or coefficients, frames) as in librosa; 0 x 0 if a vector
};
using PieceSink = std::function<void(Piece&&)>;

// Computes the features that a front end describes.  Holds the tables that all tracks share
// (window, FFT plan, mel bank, DCT).  Thread-safe: many threads can use one extractor.
//
// A track takes two passes, because its loudest band and its tuning are needed before its features.
// The second pass reads the spectra that the first has kept, or, if the track is longer than some
// minutes, the signal again: memory does not grow with the track.
class Extractor {
 public:
  // Throws Error invalid_argument, naming the first parameter that is not valid.
  explicit Extractor(const FrontEnd& front_end);
  ~Extractor();
  Extractor(Extractor&&) noexcept;
  Extractor& operator=(Extractor&&) noexcept;

  const FrontEnd& front_end() const;

  // Calls `sink` with the track's features: once, or with each piece that the front end describes,
  // in order.  The signal is one channel, nominally in [-1, 1], at the rate front_end().sr.  Throws
  // SignalError, an Error whose culprit is "the signal", if there is no sample or if the track is
  // shorter than a piece; and what signal.read throws.
  void operator()(const Signal& signal, const PieceSink& sink) const;

  // The mel matrix of an excerpt of the track (see Excerpt).  The front end must be of the set mel
  // and without pieces.  Throws the same errors.
  MelExcerpt excerpt(const Signal& signal, const Excerpt& excerpt) const;

  // The features of samples in memory: of the whole track or, if the front end describes pieces, of
  // the last piece.  Throws the same errors.
  Piece operator()(std::span<const float> samples) const;

 private:
  std::unique_ptr<const Tables> tables_;
};

}  // namespace melsift::feature
