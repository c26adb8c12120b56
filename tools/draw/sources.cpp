#include "tools/draw/sources.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "audio/read.h"
#include "audio/tags.h"
#include "base/error.h"
#include "base/file.h"
#include "model/model.h"
#include "picture/confusion.h"
#include "picture/scores.h"
#include "picture/track.h"
#include "picture/training.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

constexpr int kSampleRate = 22050;  // the default of librosa.load

std::string name_of(const std::string& input) {
  return input == "-" ? std::string(kStandardInput)
                      : std::filesystem::path(input).filename().string();
}

picture::Caption captioned(const DrawOptions& options, picture::Caption caption) {
  if (!options.title.empty()) return {options.title, {}};
  return caption;
}

picture::Style sized(const DrawOptions& options, const picture::Style& own) {
  picture::Style style = options.style;
  if (style.width_px == 0) style.width_px = own.width_px;
  if (style.height_px == 0) style.height_px = own.height_px;
  return style;
}

std::string picture_of_track(const DrawOptions& options) {
  picture::Caption caption;
  audio::Clip clip;
  if (options.input == "-") {
    clip = audio::read_bytes(read_file("-"), std::string(kStandardInput), kSampleRate);
  } else {
    clip = audio::read(options.input, kSampleRate);
    audio::Tags tags = audio::read_tags(options.input, options.old_text);
    caption = {std::move(tags.title), std::move(tags.artist)};
    if (caption.title.empty()) caption.title = name_of(options.input);
  }
  return picture::draw_track(clip.samples, clip.sample_rate, captioned(options, caption),
                             sized(options, {}), options.format);
}

void add_curves(const std::string& input, bool dashed,
                std::vector<picture::TrainingCurves>& networks) {
  const model::Model model = input == "-"
                                 ? model::decode(read_file("-"), std::string(kStandardInput))
                                 : model::load(input);
  const std::size_t before = networks.size();
  for (const model::Training& training : model.provenance.networks) {
    picture::TrainingCurves& curves = networks.emplace_back();
    for (const model::Epoch& epoch : training.history) {
      curves.loss.push_back(epoch.loss);
      curves.accuracy.push_back(epoch.accuracy);
      curves.valid_loss.push_back(epoch.valid_loss);
      curves.valid_accuracy.push_back(epoch.valid_accuracy);
    }
    curves.best_epoch = training.best_epoch;
    curves.dashed = dashed;
  }
  if (std::all_of(networks.begin() + static_cast<std::ptrdiff_t>(before), networks.end(),
                  [](const auto& network) { return network.loss.empty(); }))
    throw Error(ErrorKind::invalid_argument, name_of(input),
                "the model has no history of its training");
}

std::string picture_of_training(const DrawOptions& options) {
  std::vector<picture::TrainingCurves> networks;
  add_curves(options.input, false, networks);
  picture::Caption caption{
      name_of(options.input),
      networks.size() > 1 ? std::to_string(networks.size()) + " networks" : ""};
  if (!options.second.empty()) {
    add_curves(options.second, true, networks);
    caption = {name_of(options.input) + " (solid)", name_of(options.second) + " (dashed)"};
  }
  return picture::draw_training(networks, captioned(options, caption), sized(options, {}),
                                options.format);
}

// Output of melsift evaluate --json.
std::string picture_of_confusion(const DrawOptions& options) {
  const std::string name = name_of(options.input);
  picture::Confusion confusion;
  std::string summary;
  try {
    const auto json = nlohmann::json::parse(read_file(options.input));
    confusion.labels = json.at("labels").get<std::vector<std::string>>();
    confusion.counts = json.at("confusion").get<std::vector<std::vector<long long>>>();
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "%lld tracks, %.1f %% classified correctly",
                  json.at("count").get<long long>(), 100.0 * json.at("accuracy").get<double>());
    summary = text.data();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::invalid_argument, name, "is not output of melsift evaluate --json");
  }
  const picture::Style own = picture::confusion_style(confusion.labels.size(), options.style.theme);
  return picture::draw_confusion(confusion, captioned(options, {"Confusion", summary}),
                                 sized(options, own), options.format);
}

// The first track of a stream of classified records, with its consecutive windows.
class FirstTrack {
 public:
  // False if the record belongs to another track.
  bool add(const record::Record& record, const std::string& where) {
    if (record.scores.empty())
      throw Error(ErrorKind::invalid_argument, where,
                  "the record has no scores (run melsift classify first)");
    if (!first_.scores.empty() && (record.path != first_.path || !record.segment)) return false;
    if (first_.scores.empty()) {
      first_ = record;
      for (const record::Score& score : record.scores) track_.labels.push_back(score.label);
    }
    std::vector<double> scores;
    for (const record::Score& score : record.scores) scores.push_back(score.value);
    if (scores.size() != track_.labels.size())
      throw Error(ErrorKind::invalid_argument, where,
                  "its classes differ from those of the records before");
    if (record.segment)
      track_.windows.push_back({record.segment->start_s, record.segment->duration_s, scores});
    else
      track_.scores = std::move(scores);
    return true;
  }

  picture::TrackScores scores() const {
    picture::TrackScores track = track_;
    if (!track.scores.empty()) return track;
    track.scores.assign(track.labels.size(), 0.0);
    for (const picture::ScoredWindow& window : track.windows)
      for (std::size_t i = 0; i < track.scores.size(); ++i)
        track.scores[i] += window.scores[i] / static_cast<double>(track.windows.size());
    return track;
  }
  const record::Record& record() const { return first_; }

 private:
  record::Record first_;
  picture::TrackScores track_;
};

std::string picture_of_scores(Command& command, const DrawOptions& options) {
  FirstTrack track;
  std::size_t others = 0;
  for_each_record(command, {options.input},
                  [&](const record::Record& record, const std::string& where) {
                    if (others > 0 || !track.add(record, where)) ++others;
                  });
  const record::Record& record = track.record();
  if (record.scores.empty())
    throw Error(ErrorKind::invalid_argument, name_of(options.input), "no record with scores");
  if (others > 0) command.note("only the first track is drawn");
  picture::Caption caption{record.title, record.artist};
  if (caption.title.empty()) caption.title = name_of(record.path);
  return picture::draw_scores(track.scores(), captioned(options, caption),
                              sized(options, {options.style.theme, 900, 560}), options.format);
}

}  // namespace

std::string picture_of(Command& command, const DrawOptions& options) {
  switch (options.subject) {
    case Subject::training:
      return picture_of_training(options);
    case Subject::confusion:
      return picture_of_confusion(options);
    case Subject::scores:
      return picture_of_scores(command, options);
    case Subject::track:
      break;
  }
  return picture_of_track(options);
}

}  // namespace melsift::tools
