#include "feature/columns.h"

namespace melsift::feature {
namespace {

using Names = std::vector<std::string>;

// "name_mean", "name_var"
void append_pair(Names& names, const std::string& name, const std::string& spread) {
  names.push_back(name + "_mean");
  names.push_back(name + "_" + spread);
}

std::string numbered(const std::string& name, int i) {
  return name + std::to_string(i);
}

void append_gtzan57(Names& names) {
  for (const char* name : {"chroma_stft", "rms", "spectral_centroid", "spectral_bandwidth",
                           "rolloff", "zero_crossing_rate", "harmony", "perceptr"})
    append_pair(names, name, "var");
  names.emplace_back("tempo");
  for (int i = 1; i <= 20; ++i) append_pair(names, numbered("mfcc", i), "var");
}

void append_full(Names& names) {
  append_gtzan57(names);
  for (int i = 21; i <= 40; ++i) names.push_back(numbered("mfcc", i) + "_mean");
  for (int i = 1; i <= 40; ++i) names.push_back(numbered("mfcc", i) + "_std");
  for (int i = 1; i <= 40; ++i) append_pair(names, numbered("mfcc_delta", i), "std");
  for (int i = 1; i <= 7; ++i) append_pair(names, numbered("spectral_contrast", i), "std");
  for (int i = 1; i <= 6; ++i) append_pair(names, numbered("tonnetz", i), "std");
  names.emplace_back("onset_rate");
}

// All means, then all spreads, coefficient by coefficient: mfcc1_mean ..., mfcc_delta1_mean ...
void append_mfcc(Names& names, const FrontEnd& front_end) {
  const auto each = [&](const std::string& statistic) {
    for (const char* kind : {"mfcc", "mfcc_delta", "mfcc_delta2_"}) {
      const int order = kind == std::string("mfcc") ? 0 : kind == std::string("mfcc_delta") ? 1 : 2;
      if (order > front_end.deltas) continue;
      for (int i = 1; i <= front_end.n_mfcc; ++i)
        names.push_back(numbered(kind, i) + "_" + statistic);
    }
  };
  each("mean");
  if (front_end.stat == Statistic::mean_var) each("var");
  if (front_end.stat == Statistic::mean_std) each("std");
}

}  // namespace

std::vector<std::string> column_names(const FrontEnd& front_end) {
  Names names;
  if (front_end.is_matrix()) return names;
  if (front_end.set == FeatureSet::gtzan57) append_gtzan57(names);
  if (front_end.set == FeatureSet::full) append_full(names);
  if (front_end.set == FeatureSet::mfcc) append_mfcc(names, front_end);
  return names;
}

}  // namespace melsift::feature
