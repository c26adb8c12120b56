#include "record/source.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/list_document.h"
#include "record/playlist.h"
#include "record/seekable.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

// The first entry of a zip archive, or the end (also of zip64) of an empty archive.
constexpr std::string_view kZipMagic[] = {"PK\x03\x04", "PK\x05\x06", "PK\x06\x06"};

bool is_zip(LineSource& lines) {
  return std::ranges::any_of(kZipMagic, [&](auto magic) { return lines.begins_with(magic); });
}

bool is_feature_header(const std::string& line, char separator) {
  std::vector<std::string> columns;
  try {
    return CsvReader(LineSource::over("", line), separator).next(columns) &&
           is_feature_table(columns);
  } catch (const Error&) {  // reading it reports the problem
    return false;
  }
}

// All that is unread.
std::string bytes_of(LineSource& lines) {
  constexpr std::size_t kBlock = 1 << 16;
  std::string bytes;
  for (std::size_t count = 1; count > 0;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kBlock);
    count = lines.take(std::span(bytes).subspan(before));
    bytes.resize(before + count);
  }
  return bytes;
}

}  // namespace

Source::Source(LineSource lines) : name_(lines.name()) {
  if (is_zip(lines))
    npz_.emplace(name_, copied(lines));
  else
    open_lines("-", std::move(lines));
}

Source::Source(const std::string& path, std::string_view begun) {
  LineSource lines(path, begun);
  name_ = lines.name();
  if (is_zip(lines))
    npz_.emplace(name_, seekable(path, lines));
  else
    open_lines(path, std::move(lines));
}

void Source::open_lines(const std::string& path, LineSource lines) {
  const char first = lines.peek();
  if ((first == '{' || first == '<') && begins_list_document(lines.first_line()))
    std::ranges::move(read_list_document(name_, bytes_of(lines)), std::back_inserter(playlist_));
  else if (first == '{')
    json_.emplace(std::move(lines));
  else if (first == '#' || is_m3u_name(name_))
    std::ranges::move(read_playlist(std::move(lines)), std::back_inserter(playlist_));
  else
    open_csv(path, std::move(lines));
}

void Source::open_csv(const std::string& path, LineSource lines) {
  const char separator = csv_separator(lines);
  if (is_feature_header(lines.first_line(), separator)) {
    const int descriptor = seekable(path, lines);
    table_.emplace(name_, descriptor, TableOptions());
    return;
  }
  csv_.emplace(std::move(lines), separator);
  if (!csv_->next(columns_)) return;  // no records
  check_columns(columns_, csv_->where());
  Record ignored;
  for (const std::string& column : columns_) {
    if (set_field(ignored, column, "")) return;
  }
  throw Error(ErrorKind::corrupt, csv_->where(),
              "neither a JSON record nor a header with columns such as path, title or artist");
}

std::string Source::where() const {
  if (npz_) return npz_->where();
  if (json_) return json_->where();
  if (table_) return table_->where();
  return csv_ ? csv_->where() : name_;
}

bool Source::next(Record& record) {
  if (npz_) return npz_->next(record);
  if (json_) return json_->next(record);
  if (table_) return table_->next(record);
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

bool begins_as_records(std::string_view first_bytes) {
  if (std::ranges::any_of(kZipMagic, [&](auto magic) { return first_bytes.starts_with(magic); }))
    return true;
  LineSource lines = LineSource::over("", std::string(first_bytes));
  if (lines.peek() == '{') return true;
  std::vector<std::string> cells;
  try {
    for (const char separator : {',', '\t', ';'}) {
      CsvReader csv(LineSource::over("", std::string(first_bytes)), separator);
      if (!csv.next(cells) || cells.size() < 2) continue;
      for (const std::string& cell : cells) {
        const std::string name = lower_case(trimmed(cell));
        if (name == "path" || name == "filename") return true;
      }
    }
  } catch (const Error&) {  // not even text
  }
  return false;
}

}  // namespace melsift::record
