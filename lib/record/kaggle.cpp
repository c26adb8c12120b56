#include "record/kaggle.h"

#include <cmath>

#include "base/number.h"

namespace melsift::record {
namespace {

std::vector<std::string> make_columns() {
  std::vector<std::string> names;
  const auto append = [&](const std::string& name) {
    names.push_back(name + "_mean");
    names.push_back(name + "_var");
  };
  for (const char* name : {"chroma_stft", "rms", "spectral_centroid", "spectral_bandwidth",
                           "rolloff", "zero_crossing_rate", "harmony", "perceptr"})
    append(name);
  names.emplace_back("tempo");
  for (int i = 1; i <= 20; ++i) append("mfcc" + std::to_string(i));
  return names;
}

std::optional<double> rate_of(std::string_view front_end) {
  for (const std::string& word : split_list(front_end, ' '))
    if (word.starts_with("sr=")) return parse_real(std::string_view(word).substr(3));
  return std::nullopt;
}

}  // namespace

const std::vector<std::string>& kaggle_columns() {
  static const std::vector<std::string> columns = make_columns();
  return columns;
}

std::optional<long long> kaggle_length(const Record& record) {
  const auto rate = rate_of(record.front_end);
  const auto duration_s =
      record.segment ? std::optional(record.segment->duration_s) : record.duration_s;
  if (!rate || !duration_s) return std::nullopt;
  // A duration is a quotient of whole numbers, so the error of the product is at most about 1e-9.
  constexpr double kRounding = 1e-4;
  return static_cast<long long>(std::ceil(*duration_s * *rate - kRounding));
}

}  // namespace melsift::record
