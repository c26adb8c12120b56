// The front end: which features are computed from a track, and with which parameters.
// Names, meanings and defaults are librosa 0.11's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/choice.h"
#include "dsp/padding.h"

namespace melsift::feature {

enum class FeatureSet { mfcc, mel, gtzan57, full };  // see melsift-extract(1)
enum class Reference { max, one };                   // the value of 0 dB
// gtzan57 and full: how the rises of the mel bands become one onset strength a frame, from which
// tempo and onset rate follow.  `automatic` is the mean with zero padding, as in
// librosa.feature.tempo, and the median with reflection, as in the Kaggle table, which has the
// tempo of librosa.beat.beat_track: with the median the tempo of all 50 tracks at hand agrees with
// the table, with the mean that of 28.
enum class OnsetAggregate { automatic, mean, median };
enum class Statistic { mean, mean_var, mean_std, frames };  // of frames; `frames` keeps them all

struct FrontEnd {
  FeatureSet set = FeatureSet::mfcc;
  int sr = 22050;        // Hz, the rate that tracks are resampled to
  int n_fft = 2048;      // samples, window and transform length
  int hop_length = 512;  // samples between frames
  int n_mels = 128;      // bands of the mel filter bank
  double fmin = 0.0;     // Hz, lowest frequency of the mel filter bank
  double fmax = 0.0;     // Hz, highest; 0 is sr / 2
  int n_mfcc = 40;       // mfcc: cepstral coefficients kept (gtzan57 has 20, full 40)
  int deltas = 0;        // mfcc: 1 adds their first differences, 2 also the second
  dsp::Padding padding = dsp::Padding::constant;  // beyond the track's ends
  Reference ref = Reference::max;                 // mel: 0 dB is the track's largest value, or 1
  double top_db = 80.0;                           // dB kept below the loudest
  bool zscore = false;                            // mel: each track to zero mean and unit variance
  Statistic stat = Statistic::mean;               // mfcc: how its frames are summarised
  OnsetAggregate onset_aggregate = OnsetAggregate::automatic;  // gtzan57, full
  double segment_s = 0.0;  // pieces of this length, each as a track of its own; 0: the whole track
  double segment_hop_s = 0.0;  // between their beginnings; 0: segment_s
  int window_frames = 0;       // mel, or mfcc with stat frames: cut into windows; 0: no
  int window_hop_frames = 0;   // between their beginnings; 0: window_frames

  // Throws Error invalid_argument, naming the parameter, for what can't be computed.
  void check() const;

  // Whether the features are a matrix, a column a frame, rather than a vector.
  bool is_matrix() const { return set == FeatureSet::mel || stat == Statistic::frames; }
  // Whether the features are made from onsets.
  bool has_onsets() const { return set == FeatureSet::gtzan57 || set == FeatureSet::full; }
  // The aggregate of onsets, with `automatic` resolved.
  OnsetAggregate resolved_onset_aggregate() const;
  // Length of the pieces' step, seconds or frames, with its default in place.
  double segment_step_s() const { return segment_hop_s > 0.0 ? segment_hop_s : segment_s; }
  int window_step_frames() const {
    return window_hop_frames > 0 ? window_hop_frames : window_frames;
  }

  // The canonical parameter string of records and models: the set's name and the parameters that it
  // depends on, such as
  // "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant stat=mean".
  // fmin, fmax, deltas, zscore, pieces, and mfcc's top_db appear only where they differ from their
  // defaults; onset_aggregate only if it differs from what `automatic` means.
  std::string text() const;
  // Reads text() back.  Throws Error invalid_argument on an unknown name or an unreadable value.
  static FrontEnd parse(std::string_view text);

  // The count of MFCCs that the set has: 20 in gtzan57, 40 in full, n_mfcc in mfcc, none in mel.
  int fixed_n_mfcc() const;

 private:
  void check_set() const;
  void check_pieces() const;
};

// The first difference of two canonical strings in words ("n_mfcc is 20, expected 40"), or nothing
// where they are equal.  Works on any "name key=value ..." strings, also of front ends that this
// version doesn't know (a feature table's).
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
