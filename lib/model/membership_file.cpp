#include "model/membership_file.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "base/error.h"
#include "base/number.h"

namespace melsift::model {
namespace {

constexpr const char* kMember = "member";
constexpr const char* kMemberRecords = "member_records";
constexpr const char* kEnsembleBandMeans = "ensemble_band_means";
constexpr const char* kCalibrationWindows = "calibration_windows";
constexpr std::string_view kCalibration = "calibration/";
constexpr std::string_view kCalibrationSums = "calibration/sums";
constexpr std::string_view kCalibrationClasses = "calibration/classes";

std::vector<float> values_of(const TensorView& tensor) {
  std::vector<float> values(tensor.size());
  tensor.copy_to(values.data());
  return values;
}

class Reader {
 public:
  Reader(const SafetensorsView& content, const std::string& name)
      : content_(content), name_(name) {}

  bool has(const std::string& key) const { return content_.metadata.contains(key); }

  const std::string& text(const std::string& key) const {
    const auto found = content_.metadata.find(key);
    check(found != content_.metadata.end(), "lacks \"" + key + "\"");
    return found->second;
  }

  std::size_t count(const std::string& text) const {
    const auto value = parse_integer(text);
    check(value && *value >= 1, "has \"" + text + "\", expected a positive number");
    return static_cast<std::size_t>(*value);
  }

  // Null if there is none.
  const TensorView* tensor(std::string_view wanted) const {
    for (const TensorView& tensor : content_.tensors)
      if (tensor.name == wanted) return &tensor;
    return nullptr;
  }

  void check(bool holds, const std::string& detail) const {
    if (!holds) throw Error(ErrorKind::corrupt, name_, "as the member of an ensemble it " + detail);
  }

 private:
  const SafetensorsView& content_;
  const std::string& name_;
};

}  // namespace

bool is_of_membership(std::string_view tensor) {
  return tensor.starts_with(kCalibration);
}

void write_membership(Safetensors& content, const Membership& membership) {
  content.metadata[kMember] = member_name(membership);
  content.metadata[kMemberRecords] = membership.records;
  content.metadata[kEnsembleBandMeans] = choice_name(membership.band_means);
  const Matrix& sums = membership.sums;
  if (sums.size() == 0) return;
  content.metadata[kCalibrationWindows] = std::to_string(membership.windows);
  content.tensors.push_back({std::string(kCalibrationSums),
                             {static_cast<long>(sums.rows()), static_cast<long>(sums.cols())},
                             {sums.data(), sums.data() + sums.size()}});
  content.tensors.push_back({std::string(kCalibrationClasses),
                             {static_cast<long>(sums.rows())},
                             {membership.classes.begin(), membership.classes.end()}});
}

std::optional<Membership> read_membership(const SafetensorsView& content, const std::string& name,
                                          nn::Index outputs, std::size_t classes) {
  const Reader reader(content, name);
  if (!reader.has(kMember)) return std::nullopt;
  Membership membership;
  const std::string& member = reader.text(kMember);
  const std::size_t slash = member.find('/');
  reader.check(slash != std::string::npos, "has no number N/M");
  membership.number = reader.count(member.substr(0, slash));
  membership.count = reader.count(member.substr(slash + 1));
  reader.check(membership.number <= membership.count, "has the number " + member);
  membership.records = reader.text(kMemberRecords);
  membership.band_means = parse_choice<BandMeans>(reader.text(kEnsembleBandMeans), name);
  const TensorView* sums = reader.tensor(kCalibrationSums);
  const TensorView* truths = reader.tensor(kCalibrationClasses);
  if (sums == nullptr && truths == nullptr) return membership;
  reader.check(sums != nullptr && truths != nullptr && sums->shape.size() == 2 &&
                   sums->shape[1] == outputs &&
                   truths->size() == static_cast<std::size_t>(sums->shape[0]),
               "has a calibration that does not fit its network");
  membership.windows = reader.count(reader.text(kCalibrationWindows));
  membership.sums.resize(sums->shape[0], sums->shape[1]);
  sums->copy_to(membership.sums.data());
  reader.check(membership.sums.allFinite(), "has a calibration that is not finite");
  for (const float value : values_of(*truths)) {
    reader.check(value >= 0.0F && value < static_cast<float>(classes) && value == std::floor(value),
                 "has an unknown class in its calibration");
    membership.classes.push_back(static_cast<int>(value));
  }
  return membership;
}

}  // namespace melsift::model
