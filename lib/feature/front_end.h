// The front end: which features are computed from a track, and with which parameters.
// Names, meanings and defaults are librosa 0.11's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift::feature {

struct FrontEnd {
  std::string set = "mfcc";          // which features: "mfcc"
  int sr = 22050;                    // Hz, the rate that tracks are resampled to
  int n_fft = 2048;                  // samples, window and transform length
  int hop_length = 512;              // samples between frames
  int n_mels = 128;                  // bands of the mel filter bank
  double fmin = 0.0;                 // Hz, lowest frequency of the mel filter bank
  double fmax = 0.0;                 // Hz, highest; 0 is sr / 2
  int n_mfcc = 40;                   // cepstral coefficients kept
  std::string padding = "constant";  // beyond the track's ends: "constant" (zeros) or "reflect"
  std::string stat = "mean";         // over the frames of a track: "mean"

  // Throws Error invalid_argument, naming the parameter, for what can't be computed.
  void check() const;

  // The canonical parameter string of records and models, such as
  // "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant stat=mean".
  // fmin and fmax appear only where they differ from their defaults.
  std::string text() const;
  // Reads text() back.  Throws Error invalid_argument on an unknown name or an unreadable value.
  static FrontEnd parse(std::string_view text);
};

// The first difference of two canonical strings in words ("n_mfcc is 20, expected 40"), or nothing
// where they are equal.  Works on any "name key=value ..." strings, also of front ends that this
// version doesn't know (a feature table's).
std::optional<std::string> difference(std::string_view got, std::string_view expected);

}  // namespace melsift::feature
