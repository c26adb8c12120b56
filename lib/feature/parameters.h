// The table of the front end's parameters, from which command line options, canonical strings and
// messages are made.
#pragma once

#include <string_view>

#include "feature/front_end.h"

namespace melsift::feature {

// When a parameter appears in the canonical string.
enum class Shown {
  as_word,  // always, as a value without a name: the set
  always,
  where_changed,  // if it differs from its default
  for_mfccs,      // with the sets made of MFCCs
  for_mel,        // with the set mel; with other sets if it differs from its default
  for_statistic,  // with the set mfcc
};

struct Parameter {
  std::string_view name;     // as in librosa: "n_fft"
  std::string_view value;    // placeholder for a number in --help: "HZ"
  std::string_view meaning;  // a fragment for --help, with units
  Shown shown;
};

// Calls visit(Parameter, member) for each parameter, in canonical order; `front_end` is a FrontEnd,
// const or not.
template <class Self, class Visit>
void each_parameter(Self& front_end, const Visit& visit) {
  using enum Shown;
  const auto parameter = [&](std::string_view name, auto& member, std::string_view value,
                             std::string_view meaning, Shown shown) {
    visit(Parameter{name, value, meaning, shown}, member);
  };
  parameter("set", front_end.set, "", "feature set to compute", as_word);
  parameter("sr", front_end.sr, "HZ", "resample tracks to HZ", always);
  parameter("n_fft", front_end.n_fft, "N", "FFT window length in samples", always);
  parameter("hop_length", front_end.hop_length, "N", "hop between frames in samples", always);
  parameter("n_mels", front_end.n_mels, "N", "number of mel bands", always);
  parameter("fmin", front_end.fmin, "HZ", "lowest frequency of the mel bands in Hz", where_changed);
  parameter("fmax", front_end.fmax, "HZ",
            "highest frequency of the mel bands in Hz; 0: half the sample rate", where_changed);
  parameter("n_mfcc", front_end.n_mfcc, "N", "mfcc: number of cepstral coefficients", for_mfccs);
  parameter("deltas", front_end.deltas, "N",
            "mfcc: add deltas of first order (1) or first and second order (2)", where_changed);
  parameter("padding", front_end.padding, "", "how to pad both ends of a track", always);
  parameter("ref", front_end.ref, "", "mel: reference for 0 dB, the loudest value or 1", for_mel);
  parameter("top_db", front_end.top_db, "DB", "dynamic range in dB below the loudest value",
            for_mel);
  parameter("zscore", front_end.zscore, "", "mel: scale each track to zero mean and unit variance",
            where_changed);
  parameter("stat", front_end.stat, "", "mfcc: how to summarise MFCCs over frames", for_statistic);
  parameter("onset_aggregate", front_end.onset_aggregate, "",
            "gtzan57, full: average onset strength over mel bands by mean or median",
            where_changed);
  parameter("segment_s", front_end.segment_s, "S", "cut tracks into segments of S seconds",
            where_changed);
  parameter("segment_hop_s", front_end.segment_hop_s, "S",
            "seconds between the starts of segments; 0: same as --segment-s", where_changed);
  parameter("window_frames", front_end.window_frames, "N", "cut matrices into windows of N frames",
            where_changed);
  parameter("window_hop_frames", front_end.window_hop_frames, "N",
            "frames between the starts of windows; 0: same as --window-frames", where_changed);
}

}  // namespace melsift::feature
