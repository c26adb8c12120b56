#include "model/committee.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "feature/front_end.h"
#include "model/model.h"

namespace melsift::model {
namespace {

std::optional<feature::Extractor> extractor_of(const Model& model) {
  try {
    return feature::Extractor(feature::FrontEnd::parse(model.front_end));
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool classifies_pieces(const Member& member) {
  if (!member.extractor) return false;
  const feature::FrontEnd& front_end = member.extractor->front_end();
  return front_end.segment_s > 0.0 || front_end.window_frames > 0;
}

}  // namespace

Committee::Committee(const std::vector<std::string>& paths, unsigned threads) : threads_(threads) {
  std::vector<std::optional<Member>> loaded(paths.size());
  parallel_for(paths.size(), threads, [&](std::size_t i) {
    Model model = load(paths[i]);
    for (nn::Network& network : model.networks) network.set_threads(threads);
    auto extractor = extractor_of(model);
    loaded[i] = Member{paths[i], Classifier(std::move(model)), std::move(extractor)};
  });
  std::string fingerprints;
  for (auto& one : loaded) {
    members_.push_back(std::move(*one));
    const Member& member = members_.back();
    const std::string& path = member.path;
    fingerprints += member.classifier.fingerprint();
    if (paths.size() == 1) continue;
    if (member.classifier.model().labels != labels())
      throw Error(ErrorKind::invalid_argument, path,
                  "has labels that differ from those of " + paths.front());
    if (classifies_pieces(member))
      throw Error(ErrorKind::invalid_argument, path,
                  "classifies pieces of tracks and can't be averaged with other models");
  }
  fingerprint_ = members_.size() == 1 ? fingerprints : to_hex(hash(fingerprints));
}

const std::vector<std::string>& Committee::labels() const {
  return members_.front().classifier.model().labels;
}

const Member& Committee::member_for(const record::Record& record) const {
  const Member* of_its_kind = nullptr;
  for (const Member& member : members_) {
    const Model& model = member.classifier.model();
    if (model.input_shape().is_vector() == record.features.empty()) continue;
    if (!feature::difference(record.front_end, model.front_end)) return member;
    if (of_its_kind == nullptr) of_its_kind = &member;
  }
  return of_its_kind != nullptr ? *of_its_kind : members_.front();
}

record::Record Committee::classify(const record::Record& record, const std::string& where) const {
  std::vector<MemberPrediction> said;
  for (const Member& member : members_) {
    const Model& model = member.classifier.model();
    if (model.input_shape().is_vector() == record.features.empty() ||
        feature::difference(record.front_end, model.front_end))
      throw Error(ErrorKind::invalid_argument, where,
                  "its features are from \"" + record.front_end + "\", but " + member.path +
                      " was trained on \"" + model.front_end +
                      "\": each of several models must take them");
    MemberPrediction& opinion = said.emplace_back(MemberPrediction{record, model.weight});
    member.classifier(opinion.record, where);
  }
  return combine(std::move(said));
}

void Committee::check_accepts_audio() const {
  for (const Member& member : members_)
    if (!member.extractor)
      throw Error(ErrorKind::unsupported, member.path,
                  "was trained on \"" + member.classifier.model().front_end +
                      "\", which can't be computed from audio");
}

record::Record Committee::predict(
    const std::function<record::Record(const Member&)>& predict_with) const {
  std::vector<std::optional<record::Record>> records(members_.size());
  std::vector<std::optional<Error>> refusals(members_.size());
  parallel_for(members_.size(), threads_, [&](std::size_t i) {
    try {
      records[i] = predict_with(members_[i]);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid_argument) throw;
      refusals[i] = error;
    }
  });
  std::vector<MemberPrediction> predictions;
  for (std::size_t i = 0; i < records.size(); ++i)
    if (records[i])
      predictions.push_back({std::move(*records[i]), members_[i].classifier.model().weight});
  if (predictions.empty()) throw Error(*refusals.front());
  return combine(std::move(predictions));
}

record::Record combine(std::vector<MemberPrediction> predictions) {
  record::Record combined = std::move(predictions.front().record);
  if (predictions.size() == 1) return combined;
  std::vector<double> scores;
  for (const record::Score& score : combined.scores)
    scores.push_back(predictions.front().weight * static_cast<double>(score.value));
  double weights = predictions.front().weight;
  std::string fingerprints = combined.model;
  for (auto prediction = predictions.begin() + 1; prediction != predictions.end(); ++prediction) {
    const record::Record& other = prediction->record;
    weights += prediction->weight;
    for (std::size_t i = 0; i < scores.size(); ++i)
      scores[i] += prediction->weight * static_cast<double>(other.scores.at(i).value);
    combined.embedding.insert(combined.embedding.end(), other.embedding.begin(),
                              other.embedding.end());
    fingerprints += other.model;
    combined.trained_on = combined.trained_on || other.trained_on;
  }
  for (std::size_t i = 0; i < scores.size(); ++i)
    combined.scores[i].value = static_cast<float>(scores[i] / weights);
  combined.predicted = std::ranges::max_element(combined.scores, {}, &record::Score::value)->label;
  combined.model = to_hex(hash(fingerprints));
  return combined;
}

}  // namespace melsift::model
