#include "model/dataset.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "feature/front_end.h"

namespace melsift::model {

std::string target_of(const record::Record& record, std::string_view target) {
  if (target == "label") return record.label;
  if (target == "genre") return record.genre.empty() ? std::string() : record.genre.front();
  if (target == "artist") return record.artist;
  if (target == "language") return record.language;
  throw Error(ErrorKind::invalid_argument, "target",
              "\"" + std::string(target) + "\", expected label, genre, artist or language");
}

Dataset Dataset::subset(const std::vector<std::size_t>& wanted) const {
  Dataset part;
  part.front_end = front_end;
  part.classes = classes;
  part.x.resize(static_cast<Eigen::Index>(wanted.size()), x.cols());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    part.x.row(static_cast<Eigen::Index>(i)) = x.row(static_cast<Eigen::Index>(wanted[i]));
    part.y.push_back(y[wanted[i]]);
    part.records.push_back(records[wanted[i]]);
  }
  return part;
}

DatasetBuilder::DatasetBuilder(std::string target) : target_(std::move(target)) {
  target_of(record::Record(), target_);  // an unknown name is told before any work
}

void DatasetBuilder::add(const record::Record& record, const std::string& where) {
  const std::string label = target_of(record, target_);
  const auto refuse = [&](const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, where, detail);
  };
  if (record.features.empty()) refuse("the record has no features (run melsift extract first)");
  if (label.empty()) refuse("the record has no " + target_);
  if (rows() > 0) {
    if (const auto differs = feature::difference(record.front_end, front_end_))
      refuse("from another front end than the first record: " + *differs);
    if (record.features.size() != width_)
      refuse(std::to_string(record.features.size()) + " features, expected " +
             std::to_string(width_));
  }
  front_end_ = record.front_end;
  width_ = record.features.size();
  values_.insert(values_.end(), record.features.begin(), record.features.end());
  record::Record key;
  key.path = record.path;
  key.label = label;
  key.group = record.group;
  key.split = record.split;
  records_.push_back(std::move(key));
}

Dataset DatasetBuilder::build() {
  Dataset dataset;
  dataset.front_end = front_end_;
  auto& classes = dataset.classes;
  for (const auto& record : records_) classes.push_back(record.label);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  for (const auto& record : records_)
    dataset.y.push_back(static_cast<int>(
        std::lower_bound(classes.begin(), classes.end(), record.label) - classes.begin()));
  dataset.x = Eigen::Map<const Matrix>(values_.data(), static_cast<Eigen::Index>(rows()),
                                       static_cast<Eigen::Index>(width_));
  dataset.records = std::move(records_);
  *this = DatasetBuilder(target_);
  return dataset;
}

}  // namespace melsift::model
