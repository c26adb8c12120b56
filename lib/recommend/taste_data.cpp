#include "recommend/taste_data.h"

#include "base/error.h"
#include "recommend/explanation.h"
#include "recommend/metadata_features.h"

namespace melsift::recommend {

TasteData::TasteData(std::string front_end, RowWatcher on_row)
    : front_end_(std::move(front_end)), on_row_(std::move(on_row)), builder_("liked") {}

bool TasteData::has_sound(const record::Record& record) const {
  if (!front_end_.empty() && record.front_end != front_end_) return false;
  return !record.features.empty() || record.mel.size() > 0;
}

bool TasteData::add(record::Record record, const std::string& where) {
  if (!record.liked) return false;
  if (record.path.empty()) record.path = track_name(record);
  if (has_sound(record))
    add_row(record, where);
  else
    soundless_.emplace_back(std::move(record), where);
  return true;
}

void TasteData::add_row(const record::Record& record, const std::string& where) {
  builder_.add(record, where);
  if (on_row_) on_row_(record);
}

TasteData::Result TasteData::build() {
  Result result;
  if (builder_.rows() > 0) {
    for (auto& [record, where] : soundless_) result.soundless.push_back(std::move(where));
  } else if (!soundless_.empty()) {
    result.is_metadata = true;
    std::vector<record::Record> records;
    for (auto& [record, where] : soundless_) records.push_back(std::move(record));
    const auto metadata = MetadataFeatures::of(records);
    for (std::size_t i = 0; i < records.size(); ++i)
      add_row(with_metadata_features(records[i], metadata), soundless_[i].second);
  } else {
    throw Error(ErrorKind::invalid_argument, "training data", "no record to train on");
  }
  soundless_.clear();
  result.data = builder_.build();
  return result;
}

}  // namespace melsift::recommend
