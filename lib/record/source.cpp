#include "record/source.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/playlist.h"
#include "record/text_field.h"

namespace melsift::record {

Source::Source(LineSource lines) : name_(lines.name()) {
  const std::string ending = lower_case(name_.substr(std::min(name_.rfind('.'), name_.size())));
  const char first = lines.peek();
  if (first == '{') {
    json_.emplace(std::move(lines));
    return;
  }
  if (first == '#' || ending == ".m3u" || ending == ".m3u8") {
    std::ranges::move(read_playlist(std::move(lines)), std::back_inserter(playlist_));
    return;
  }
  const char separator = csv_separator(lines.name());
  csv_.emplace(std::move(lines), separator);
  read_header();
}

void Source::read_header() {
  if (!csv_->next(columns_)) return;  // no records
  Record ignored;
  for (const std::string& column : columns_) {
    if (set_field(ignored, column, "")) return;
  }
  throw Error(ErrorKind::corrupt, csv_->where(),
              "neither a JSON record nor a header with columns such as path, title or artist");
}

std::string Source::where() const {
  return json_ ? json_->where() : csv_ ? csv_->where() : name_;
}

bool Source::next(Record& record) {
  if (json_) return json_->next(record);
  record = Record();
  if (!csv_) {
    if (playlist_.empty()) return false;
    record = std::move(playlist_.front());
    playlist_.pop_front();
    return true;
  }
  if (!csv_->next(cells_)) return false;
  try {
    read_row(record);
  } catch (const Error& error) {
    record = Record();
    throw Error(error.kind(), csv_->where(), error.what());
  }
  return true;
}

void Source::read_row(Record& record) const {
  if (cells_.size() != columns_.size())
    throw Error(ErrorKind::corrupt, std::to_string(cells_.size()) + " cells",
                "the header has " + std::to_string(columns_.size()));
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (!set_field(record, columns_[i], cells_[i])) add_extra(record, columns_[i], cells_[i]);
  }
}

}  // namespace melsift::record
