#include "recommend/similarity.h"

#include <cmath>

namespace melsift::recommend {

double cosine(std::span<const double> a, std::span<const double> b) {
  double dot = 0.0, aa = 0.0, bb = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0.0 && bb > 0.0 ? dot / std::sqrt(aa * bb) : 0.0;
}

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

Scorer::Scorer(Profile profile, const Tracks& tracks, const std::optional<Sound>& sound,
               Similarity similarity, const BlockWeights& weights)
    : profile_(std::move(profile)),
      tracks_(tracks),
      sound_(sound),
      similarity_(similarity),
      weights_(weights),
      genres_(one_hot(profile_.genres, tracks.genres())),
      languages_(one_hot(profile_.languages, tracks.languages())),
      vector_(profile_.sound.size()) {}

Scorer::OneHot Scorer::one_hot(const std::map<std::string, double>& profile,
                               const Vocabulary& names) {
  OneHot block{std::vector<double>(names.size()), 0.0};
  for (const auto& [name, share] : profile) {
    block.squared_length += share * share;
    if (const auto number = names.find(name)) block.shares[*number] = share;
  }
  return block;
}

// The cosine, or the squared distance, of the profile and a track with `numbers` in equal shares.
double Scorer::OneHot::compare(std::span<const std::size_t> numbers, Similarity similarity) const {
  const auto count = static_cast<double>(numbers.size());
  double sum = 0.0;
  for (const std::size_t number : numbers) sum += shares[number];
  if (similarity == Similarity::cosine)
    return numbers.empty() ? 0.0 : sum / std::sqrt(count * squared_length);
  return numbers.empty() ? squared_length : squared_length - 2.0 * sum / count + 1.0 / count;
}

double Scorer::compare_year(std::size_t track) const {
  const YearPoint& point = tracks_.year_of(track);
  return similarity_ == Similarity::cosine ? cosine(*profile_.year, point)
                                           : squared_distance(*profile_.year, point);
}

double Scorer::compare_sound(std::size_t track) {
  if (!sound_->standardise(tracks_.record(track), vector_)) vector_.assign(vector_.size(), 0.0);
  return similarity_ == Similarity::cosine
             ? cosine(profile_.sound, vector_)
             : squared_distance(profile_.sound, vector_) / static_cast<double>(vector_.size());
}

double Scorer::operator()(std::size_t track) {
  double sum = 0.0, blocks = 0.0;
  const auto add = [&](double weight, double part) {
    sum += weight * part;
    blocks += weight;
  };
  if (genres_.known() && weights_.genre > 0.0)
    add(weights_.genre, genres_.compare(tracks_.genres_of(track), similarity_));
  if (languages_.known() && weights_.language > 0.0) {
    const auto language = tracks_.language_of(track);
    add(weights_.language,
        languages_.compare(language ? std::span(&*language, 1) : std::span<const std::size_t>(),
                           similarity_));
  }
  if (profile_.year && weights_.year > 0.0) add(weights_.year, compare_year(track));
  if (!profile_.sound.empty() && weights_.sound > 0.0) add(weights_.sound, compare_sound(track));
  if (blocks == 0.0) return 0.0;
  // Rounding may make a distance of 0 slightly negative.
  return similarity_ == Similarity::cosine ? sum / blocks
                                           : 1.0 / (1.0 + std::sqrt(std::max(sum, 0.0)));
}

bool Scorer::has_known_block() const {
  return (genres_.known() && weights_.genre > 0.0) ||
         (languages_.known() && weights_.language > 0.0) ||
         (profile_.year && weights_.year > 0.0) ||
         (!profile_.sound.empty() && weights_.sound > 0.0);
}

std::optional<double> Scorer::sound_cosine(std::size_t track) {
  if (profile_.sound.empty() || !sound_->standardise(tracks_.record(track), vector_))
    return std::nullopt;
  return cosine(profile_.sound, vector_);
}

}  // namespace melsift::recommend
