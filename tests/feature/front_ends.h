// Front ends that several tests of features use.
#pragma once

#include <string>

#include "feature/extractor.h"

namespace melsift::test {

inline feature::FrontEnd front_end(const std::string& set, const std::string& stat = "mean") {
  feature::FrontEnd p;
  p.set = parse_choice<feature::FeatureSet>(set, "set");
  p.stat = parse_choice<feature::Statistic>(stat, "stat");
  return p;
}

// librosa.power_to_db(melspectrogram) with its defaults.
inline const feature::Extractor& mel_db() {
  static const feature::Extractor instance = [] {
    feature::FrontEnd p = front_end("mel");
    p.ref = feature::Reference::one;
    return feature::Extractor(p);
  }();
  return instance;
}
inline const feature::Extractor& mfcc() {
  static const feature::Extractor instance(front_end("mfcc", "frames"));
  return instance;
}

}  // namespace melsift::test
