#include "recommend/neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/parallel.h"
#include "record/json_text.h"

namespace melsift::recommend {
namespace {

constexpr std::array<std::pair<VectorKind, std::string_view>, 3> kKinds = {
    {{VectorKind::embedding, "embedding"},
     {VectorKind::features, "features"},
     {VectorKind::scores, "scores"}}};

// Sorted by label.
std::vector<record::Score> sorted_scores(const record::Record& record) {
  std::vector<record::Score> scores = record.scores;
  std::ranges::sort(scores, {}, &record::Score::label);
  return scores;
}

double skewness_of(const std::vector<std::size_t>& counts) {
  const auto size = static_cast<double>(counts.size());
  const double mean = std::accumulate(counts.begin(), counts.end(), 0.0) / size;
  double second = 0.0, third = 0.0;
  for (const std::size_t count : counts) {
    const double off = static_cast<double>(count) - mean;
    second += off * off / size;
    third += off * off * off / size;
  }
  return second > 0.0 ? third / std::pow(second, 1.5) : 0.0;
}

}  // namespace

std::string_view to_text(VectorKind kind) {
  return std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::first)->second;
}

std::optional<VectorKind> parse_vector_kind(std::string_view text) {
  const auto* const found = std::ranges::find(kKinds, text, &decltype(kKinds)::value_type::second);
  if (found == kKinds.end()) return std::nullopt;
  return found->first;
}

std::string to_json(const NeighbourQuality& quality) {
  std::string text;
  const auto field = [&](std::string_view name, double value) {
    text.append(text.empty() ? "{\"" : ",\"").append(name).append("\":");
    append_number(text, value);
  };
  field("count", static_cast<double>(quality.queries));
  field("tracks", static_cast<double>(quality.tracks));
  field("k", static_cast<double>(quality.k));
  field("values", static_cast<double>(quality.values));
  field("agreement", quality.agreement);
  field("skewness", quality.skewness);
  field("never", quality.never);
  text += ",\"classes\":[";
  for (const ClassAgreement& one : quality.classes) {
    text += &one == quality.classes.data() ? "{\"label\":" : ",{\"label\":";
    record::append_json_string(text, one.label);
    field("tracks", static_cast<double>(one.tracks));
    field("agreement", one.agreement);
    text += '}';
  }
  return text + "]}";
}

void NeighbourEvaluation::add(const record::Record& record, const std::string& label,
                              const std::string& where) {
  std::vector<float> vector = kind_ == VectorKind::embedding ? record.embedding : record.features;
  std::vector<std::string> labels;
  if (kind_ == VectorKind::scores) {
    vector.clear();
    for (const record::Score& score : sorted_scores(record)) {
      labels.push_back(score.label);
      vector.push_back(static_cast<float>(score.value));
    }
  }
  if (vector.empty())
    throw Error(ErrorKind::invalid_argument, where,
                "the record has no " + std::string(to_text(kind_)));
  const std::size_t expected = tracks_.empty() ? vector.size() : values_.size() / tracks_.size();
  if (vector.size() != expected)
    throw Error(ErrorKind::invalid_argument, where,
                std::string(to_text(kind_)) + " of " + std::to_string(vector.size()) +
                    " values, expected " + std::to_string(expected));
  if (tracks_.empty()) score_labels_ = labels;
  if (labels != score_labels_)
    throw Error(ErrorKind::invalid_argument, where,
                "its scores have other classes than earlier records");
  values_.insert(values_.end(), vector.begin(), vector.end());
  tracks_.push_back({label, record.group, record.split,
                     kind_ == VectorKind::embedding ? record.model : std::string()});
}

// The vectors of each space separately: standardised, with length 1.
Matrix NeighbourEvaluation::standardised() const {
  const auto rows = static_cast<Eigen::Index>(tracks_.size());
  const Eigen::Index columns = static_cast<Eigen::Index>(values_.size()) / rows;
  Matrix vectors = Eigen::Map<const Matrix>(values_.data(), rows, columns);
  std::map<std::string_view, std::vector<Eigen::Index>> spaces;
  for (std::size_t i = 0; i < tracks_.size(); ++i)
    spaces[tracks_[i].space].push_back(static_cast<Eigen::Index>(i));
  for (const auto& space : spaces) {
    const std::vector<Eigen::Index>& members = space.second;
    const auto count = static_cast<double>(members.size());
    for (Eigen::Index column = 0; column < columns; ++column) {
      const Eigen::VectorXd values = vectors(members, column).cast<double>();
      const double mean = values.mean();
      const double deviation = std::sqrt((values.array() - mean).square().sum() / count);
      // Differences below a float's resolution of the mean are rounding.
      const double scale = deviation > 1e-7 * std::abs(mean) ? 1.0 / deviation : 0.0;
      vectors(members, column) = ((values.array() - mean) * scale).cast<float>();
    }
  }
  for (Eigen::Index row = 0; row < rows; ++row) {
    const float length = vectors.row(row).norm();
    if (length > 0.0F) vectors.row(row) /= length;
  }
  return vectors;
}

NeighbourQuality NeighbourEvaluation::evaluate(std::size_t k,
                                               const std::vector<std::string>& splits,
                                               unsigned threads) const {
  if (k == 0) throw Error(ErrorKind::invalid_argument, "neighbours", "0, expected 1 or more");
  std::vector<std::size_t> queries;
  for (std::size_t i = 0; i < tracks_.size(); ++i)
    if (splits.empty() || std::ranges::count(splits, tracks_[i].split) > 0) queries.push_back(i);
  const Matrix vectors = tracks_.empty() ? Matrix() : standardised();

  std::vector<std::vector<std::size_t>> neighbours(queries.size());
  parallel_for(queries.size(), threads, [&](std::size_t index) {
    const std::size_t query = queries[index];
    const Track& asked = tracks_[query];
    const Eigen::VectorXf cosines =
        vectors * vectors.row(static_cast<Eigen::Index>(query)).transpose();
    std::vector<std::size_t>& nearest = neighbours[index];
    for (std::size_t i = 0; i < tracks_.size(); ++i)
      if (i != query && tracks_[i].space == asked.space &&
          (asked.group.empty() || tracks_[i].group != asked.group))
        nearest.push_back(i);
    const auto is_nearer = [&](std::size_t a, std::size_t b) {
      const float x = cosines[static_cast<Eigen::Index>(a)];
      const float y = cosines[static_cast<Eigen::Index>(b)];
      return x != y ? x > y : a < b;
    };
    const std::size_t count = std::min(k, nearest.size());
    std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(count),
                      nearest.end(), is_nearer);
    nearest.resize(count);
    nearest.shrink_to_fit();
  });

  NeighbourQuality quality;
  quality.k = k;
  quality.tracks = tracks_.size();
  quality.values = tracks_.empty() ? 0 : values_.size() / tracks_.size();
  std::vector<std::size_t> occurrences(tracks_.size());
  std::map<std::string, ClassAgreement> classes;
  for (std::size_t index = 0; index < queries.size(); ++index) {
    if (neighbours[index].empty()) continue;
    const std::string& label = tracks_[queries[index]].label;
    std::size_t same = 0;
    for (const std::size_t neighbour : neighbours[index]) {
      ++occurrences[neighbour];
      same += tracks_[neighbour].label == label ? 1 : 0;
    }
    const double share = static_cast<double>(same) / static_cast<double>(neighbours[index].size());
    ++quality.queries;
    quality.agreement += share;
    ClassAgreement& of_class = classes[label];
    ++of_class.tracks;
    of_class.agreement += share;
  }
  if (quality.queries == 0)
    throw Error(ErrorKind::invalid_argument, "records",
                "no track can be compared with another one");
  quality.agreement /= static_cast<double>(quality.queries);
  quality.skewness = skewness_of(occurrences);
  quality.never = static_cast<double>(std::ranges::count(occurrences, std::size_t{0})) /
                  static_cast<double>(occurrences.size());
  for (auto& [label, of_class] : classes) {
    of_class.label = label;
    of_class.agreement /= static_cast<double>(of_class.tracks);
    quality.classes.push_back(of_class);
  }
  return quality;
}

}  // namespace melsift::recommend
