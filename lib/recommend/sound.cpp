#include "recommend/sound.h"

#include <cmath>
#include <map>

namespace melsift::recommend {
namespace {

const std::vector<float>& values(const record::Record& record, VectorKind kind) {
  return kind == VectorKind::embedding ? record.embedding : record.features;
}

std::string model_of(const record::Record& record) {
  if (!record.model.empty()) return record.model;
  std::string labels;
  for (const record::Score& score : record.scores)
    labels.append(labels.empty() ? "" : ", ").append(score.label);
  return labels;
}

// The fingerprint of a model includes the model's front end.  Records whose mel matrix was left out
// have only the fingerprint.
bool needs_front_end(const record::Record& record, VectorKind kind) {
  return kind == VectorKind::features || record.model.empty();
}

}  // namespace

std::string SoundSpace::text() const {
  std::string source = front_end.empty() && model.empty() ? "no front end" : front_end;
  if (!model.empty()) source.append(source.empty() ? "" : "; ").append(model);
  return std::string(kind == VectorKind::embedding ? "embedding" : "features") + " of " +
         std::to_string(size) + " values (" + source + ")";
}

std::vector<SoundSpace> sound_spaces(const record::Record& record) {
  std::vector<SoundSpace> spaces;
  for (const VectorKind vector_kind : {VectorKind::embedding, VectorKind::features}) {
    if (const auto& vector = values(record, vector_kind); !vector.empty())
      spaces.push_back({vector_kind, vector.size(),
                        needs_front_end(record, vector_kind) ? record.front_end : "",
                        vector_kind == VectorKind::embedding ? model_of(record) : ""});
  }
  return spaces;
}

std::optional<Sound> Sound::of(const Tracks& tracks, std::span<const record::Record> given,
                               SoundKind kind) {
  const auto fits = [kind](const SoundSpace& space) {
    return kind == SoundKind::any || space.kind != VectorKind::embedding;
  };
  std::map<SoundSpace, std::size_t> wanted;  // and how many tracks have it
  for (const record::Record& record : given) {
    for (SoundSpace& space : sound_spaces(record)) {
      if (fits(space)) wanted.emplace(std::move(space), 0);
    }
  }
  const bool any = wanted.empty();
  for (const record::Record& record : tracks.records()) {
    for (const SoundSpace& space : sound_spaces(record)) {
      if (fits(space) && (any || wanted.contains(space))) ++wanted[space];
    }
  }
  Sound sound;
  std::size_t most = 0;
  for (const auto& [space, count] : wanted) {  // features are ordered before embeddings
    if (count == 0 || count < most) continue;
    most = count;
    sound.space_ = space;
  }
  if (most == 0) return std::nullopt;

  const auto count = static_cast<double>(most);
  std::vector<double> sum(sound.size()), squares(sound.size());
  const auto each = [&](const auto& add) {
    for (const record::Record& record : tracks.records()) {
      const auto vector = sound.vector_of(record);
      for (std::size_t i = 0; i < vector.size(); ++i) add(i, static_cast<double>(vector[i]));
    }
  };
  each([&](std::size_t i, double value) { sum[i] += value / count; });
  each([&](std::size_t i, double value) { squares[i] += (value - sum[i]) * (value - sum[i]); });
  sound.mean_ = sum;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    // Differences below a float's resolution of the mean are rounding.
    const double deviation = std::sqrt(squares[i] / count);
    sound.scale_.push_back(deviation > 1e-7 * std::abs(sum[i]) ? 1.0 / deviation : 0.0);
  }
  return sound;
}

Sound Sound::of_index(std::size_t dimension) {
  Sound sound;
  sound.mean_.assign(dimension, 0.0);
  sound.scale_.assign(dimension, 1.0);
  sound.space_ = {VectorKind::indexed, dimension, "", ""};
  return sound;
}

std::span<const float> Sound::vector_of(const record::Record& record) const {
  const auto& vector = values(record, space_.kind);
  if (vector.size() != space_.size) return {};
  if (space_.kind == VectorKind::indexed) return vector;
  if (needs_front_end(record, space_.kind) && record.front_end != space_.front_end) return {};
  if (space_.kind == VectorKind::embedding && model_of(record) != space_.model) return {};
  return vector;
}

bool Sound::standardise(const record::Record& record, std::span<double> out) const {
  const auto vector = vector_of(record);
  if (vector.empty()) return false;
  for (std::size_t i = 0; i < vector.size(); ++i)
    out[i] = (static_cast<double>(vector[i]) - mean_[i]) * scale_[i];
  return true;
}

}  // namespace melsift::recommend
