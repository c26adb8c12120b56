// The complete analysis of a track: tags, prediction, predictions over time, features, and samples
// for a picture.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "analysis/prediction.h"
#include "feature/extractor.h"
#include "model/committee.h"
#include "record/record.h"

namespace melsift::analysis {

// A piece of a track, with the probabilities of the model's classes.
struct Window {
  double start_s = 0.0;
  double duration_s = 0.0;
  std::vector<float> scores;
};

struct Analysis {
  // Tags, duration_s, sample_rate, the model's prediction, and features from the catalogue's front
  // end, so that the track can be compared with the catalogue.  Its path is the track's name.
  record::Record record;
  std::vector<Window> windows;  // in order; empty if no model can classify the track
  // One channel at kPictureRate, 16 bits; the beginning of a very long track.
  std::vector<std::int16_t> samples;
};

inline constexpr int kPictureRate = 22050;                                    // Hz
inline constexpr std::size_t kMaxSamples = std::size_t{kPictureRate} * 1200;  // 20 minutes

enum class Stage { decoding, features, classifying };
// Receives the progress, 0..1 of the stage; an exception ends the work.
using StageWatcher = std::function<void(Stage, double share)>;

// Thread-safe.
class Analyser {
 public:
  // `models` are files.  Throws the Errors of model::Committee; unsupported if the features of a
  // model can't be computed from audio.
  explicit Analyser(const std::vector<std::string>& models);

  // Null if there is no model.
  const model::Committee* committee() const { return committee_ ? &*committee_ : nullptr; }
  // Analyses the file at `path`, which messages call `name`.  `front_end` is the front end of the
  // catalogue's features; empty: none.  Throws the Errors of audio::Stream and the extractor.
  Analysis operator()(const std::string& path, const std::string& name,
                      const std::string& front_end, const StageWatcher& watch) const;

 private:
  struct Work;

  std::shared_ptr<const feature::Extractor> extractor(const feature::FrontEnd& front_end) const;
  template <class Take>
  auto read(Work& work, int rate, const Take& take) const;
  std::vector<record::Record> extract(Work& work, const feature::Extractor& extractor) const;
  MemberFeatures extract_for(Work& work, const model::Member& member) const;
  record::Record predict_by(Work& work, const model::Member& member) const;
  std::vector<record::Record> windows_of(Work& work, const model::Member& member,
                                         const MemberFeatures& features) const;

  std::optional<model::Committee> committee_;
  const model::Member* over_time_ = nullptr;  // the member for predictions over time
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const feature::Extractor>> extractors_;
};

}  // namespace melsift::analysis
