// The front end: the features to compute from a track, and their parameters.  Names, meanings and
// defaults of the parameters are those of librosa 0.11.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/choice.h"
#include "dsp/padding.h"

namespace melsift::feature {

// mfcc: cepstral coefficients, a vector (or a matrix, see Statistic).  mel: a matrix of decibels.
// gtzan57: the 57 columns of the Kaggle GTZAN table.  full: 224 columns.  See melsift-extract(1).
enum class FeatureSet { mfcc, mel, gtzan57, full };
enum class Reference { max, one };  // the value of 0 dB: the track's largest, or 1
// gtzan57 and full: how the rises of the mel bands become one onset strength for each frame.  Tempo
// and onset rate follow from it.  `automatic` is the mean with zero padding, as in
// librosa.feature.tempo, and the median with reflection, as in the Kaggle table, which has the
// tempo of librosa.beat.beat_track.  With the median, the tempo of 50 of 50 tracks agrees with the
// table; with the mean, of 28.
enum class OnsetAggregate { automatic, mean, median };
// mfcc: how to summarise the frames of a track; `frames` keeps all as a matrix.
enum class Statistic { mean, mean_var, mean_std, frames };

struct FrontEnd {
  FeatureSet set = FeatureSet::mfcc;
  int sr = 22050;        // Hz, the rate that tracks are resampled to
  int n_fft = 2048;      // samples, window and transform length
  int hop_length = 512;  // samples between frames
  int n_mels = 128;      // bands of the mel filter bank
  double fmin = 0.0;     // Hz, lowest frequency of the mel filter bank
  double fmax = 0.0;     // Hz, highest; 0: sr / 2
  int n_mfcc = 40;       // mfcc: cepstral coefficients (gtzan57 has 20, full 40)
  int deltas = 0;        // mfcc: 1 adds first differences, 2 also second differences
  dsp::Padding padding = dsp::Padding::constant;  // beyond the track's ends
  Reference ref = Reference::max;                 // mel: the value of 0 dB
  double top_db = 80.0;                           // dB below the loudest value at which to clip
  bool zscore = false;                            // mel: each track to zero mean and unit variance
  Statistic stat = Statistic::mean;               // mfcc
  OnsetAggregate onset_aggregate = OnsetAggregate::automatic;  // gtzan57, full
  double segment_s = 0.0;      // length of pieces, each a track of its own; 0: the whole track
  double segment_hop_s = 0.0;  // seconds between beginnings of pieces; 0: segment_s
  int window_frames = 0;       // mel, or mfcc with stat frames: length of windows; 0: none
  int window_hop_frames = 0;   // frames between beginnings of windows; 0: window_frames

  // Throws Error invalid_argument, naming the parameter, for a value out of range and for
  // parameters that exclude each other.
  void check() const;

  // Whether the features are a matrix, with a column for each frame, rather than a vector.
  bool is_matrix() const { return set == FeatureSet::mel || stat == Statistic::frames; }
  // Whether the features are made from onsets.
  bool has_onsets() const { return set == FeatureSet::gtzan57 || set == FeatureSet::full; }
  // The aggregate of onsets, with `automatic` resolved.
  OnsetAggregate resolved_onset_aggregate() const;
  // The distance of pieces and of windows, with its default in place.
  double segment_step_s() const { return segment_hop_s > 0.0 ? segment_hop_s : segment_s; }
  int window_step_frames() const {
    return window_hop_frames > 0 ? window_hop_frames : window_frames;
  }

  // The canonical parameter string of records and models: the name of the set and the parameters
  // that it depends on, such as
  // "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant stat=mean".
  // fmin, fmax, deltas, zscore, pieces, and top_db of mfcc appear only if they differ from their
  // defaults; onset_aggregate only if it differs from the meaning of `automatic`.
  std::string text() const;
  // Reads text() back.  Throws Error invalid_argument for an unknown name and an invalid value.
  static FrontEnd parse(std::string_view text);

  // The number of MFCCs in the set: 20 in gtzan57, 40 in full, n_mfcc in mfcc, 0 in mel.
  int fixed_n_mfcc() const;

 private:
  void check_set() const;
  void check_pieces() const;
};

// The first difference of two canonical strings in words ("n_mfcc is 20, expected 40"); nothing if
// they are equal.  Works on any strings "name key=value ...", so also on those of a feature table
// or of a later version.
std::optional<std::string> difference(std::string_view got, std::string_view expected);

}  // namespace melsift::feature

template <>
struct melsift::Choice<melsift::feature::FeatureSet> {
  static constexpr std::string_view kNoun = "feature set";
  static constexpr std::array<std::string_view, 4> kNames = {"mfcc", "mel", "gtzan57", "full"};
};
template <>
struct melsift::Choice<melsift::dsp::Padding> {
  static constexpr std::string_view kNoun = "padding";
  static constexpr std::array<std::string_view, 2> kNames = {"constant", "reflect"};
};
template <>
struct melsift::Choice<melsift::feature::Reference> {
  static constexpr std::string_view kNoun = "reference";
  static constexpr std::array<std::string_view, 2> kNames = {"max", "1"};
};
template <>
struct melsift::Choice<melsift::feature::OnsetAggregate> {
  static constexpr std::string_view kNoun = "aggregate";
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "mean", "median"};
};
template <>
struct melsift::Choice<melsift::feature::Statistic> {
  static constexpr std::string_view kNoun = "statistic";
  static constexpr std::array<std::string_view, 4> kNames = {"mean", "mean+var", "mean+std",
                                                             "frames"};
};
