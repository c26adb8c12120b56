#include "model/classifier.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "feature/front_end.h"

namespace melsift::model {

Classifier::Classifier(Model model) : model_(std::move(model)) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : encode(model_))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) fingerprint_ += kDigits[hash >> shift & 15];
}

void Classifier::operator()(record::Record& record, const std::string& where) const {
  const auto refuse = [&](const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, where, detail);
  };
  if (record.features.empty()) refuse("the record has no features (run melsift extract first)");
  if (const auto differs = feature::difference(record.front_end, model_.front_end))
    refuse("its features are from another front end than the model's: " + *differs);
  const auto width = static_cast<Eigen::Index>(record.features.size());
  if (width != model_.scaler.mean.size())
    refuse(std::to_string(width) + " features, the model expects " +
           std::to_string(model_.scaler.mean.size()));

  const Matrix x = Eigen::Map<const Matrix>(record.features.data(), 1, width);
  const auto [p, embedding] = model_.network.infer(model_.scaler(x));
  record.scores.clear();
  const bool binary = p.cols() == 1;  // one column: the probability of the second label
  for (std::size_t i = 0; i < model_.labels.size(); ++i) {
    const float value =
        binary ? (i == 1 ? p(0, 0) : 1.0F - p(0, 0)) : p(0, static_cast<Eigen::Index>(i));
    if (!std::isfinite(value))
      refuse("its features are too far from anything that the model was trained on");
    record.scores.push_back({model_.labels[i], value});
  }
  record.predicted =
      std::max_element(record.scores.begin(), record.scores.end(),
                       [](const auto& a, const auto& b) { return a.value < b.value; })
          ->label;
  record.model = fingerprint_;
  record.embedding.assign(embedding.data(), embedding.data() + embedding.size());
}

}  // namespace melsift::model
