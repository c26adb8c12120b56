#include "record/npz_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

// The memory limit for a row of a file, like LineSource::kLongestLine for a line: a compressed
// archive of some kilobytes can claim any size.
constexpr std::size_t kLongestRow = std::size_t{1} << 28;  // bytes
constexpr std::size_t kMaxLabels = std::size_t{1} << 20;

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (const std::size_t extent : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(extent);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

Error refusal(const NpzArray& array, const std::string& expected) {
  return Error(ErrorKind::unsupported, array.where(),
               "shape " + shape_text(array.header().shape) + ", expected " + expected);
}

// Throws Error corrupt if the array is damaged, which may be why its element type is unknown.
void check_whole(const ZipArchive& archive, const std::string& name) {
  ZipEntry entry = archive.open(name + ".npy");
  std::array<char, std::size_t{1} << 16> block;
  for (std::size_t left = entry.size(); left > 0;) {
    const std::size_t size = std::min(left, block.size());
    entry.read(std::span(block).first(size));
    left -= size;
  }
  entry.finish();
}

}  // namespace

NpzArray::NpzArray(const ZipArchive& archive, const std::string& name)
    : entry_(archive.open(name + ".npy")),
      header_(read_npy_header(entry_.name(), entry_.size(),
                              [&](std::span<char> bytes) { entry_.read(bytes); })) {
  const std::size_t data = entry_.size() - header_.length;
  if (header_.rows() * header_.row_size * header_.element.size < data)
    throw Error(ErrorKind::corrupt, where(), "the data is longer than the shape says");
  if (header_.row_size > kLongestRow / header_.element.size)
    throw Error(ErrorKind::unsupported, where(),
                "a row of more than " + std::to_string(kLongestRow >> 20) + " MiB");
}

void NpzArray::take(std::span<float> values) {
  bytes_.resize(values.size() * header_.element.size);
  entry_.read(bytes_);
  take_numbers(header_.element, bytes_, values);
}

std::string NpzArray::take_text() {
  bytes_.resize(header_.element.size);
  entry_.read(bytes_);
  if (!header_.element.is_text()) return number_text(header_.element, bytes_);
  auto text = text_of(header_.element, bytes_);
  if (!text) throw Error(ErrorKind::corrupt, where(), "contains text that is not Unicode");
  return std::move(*text);
}

NpzReader::NpzReader(std::string name, int descriptor)
    : archive_(std::move(name), descriptor),
      names_(archive_.entries()),
      x_(open_x()),
      row_(x_.where(), x_.header().shape) {
  open_front_end();
  open_labels();
  for (const std::string& entry : names_) {
    if (entry.ends_with(".npy")) open_column(entry.substr(0, entry.size() - 4));
  }
}

bool NpzReader::has(const std::string& name) const {
  return std::ranges::find(names_, name + ".npy") != names_.end();
}

NpzArray NpzReader::open_x() const {
  if (!has("X")) {
    std::string have;
    for (const std::string& name : names_) have.append(have.empty() ? "" : ", ").append(name);
    throw Error(ErrorKind::corrupt, archive_.name(),
                "has no array X" + (have.empty() ? "" : " (it has " + have + ")"));
  }
  NpzArray x(archive_, "X");
  if (x.header().element.is_text())
    throw Error(ErrorKind::unsupported, x.where(), "contains text, expected numbers");
  return x;
}

void NpzReader::open_front_end() {
  front_end_ = row_.front_end();
  if (!has("front_end")) return;
  NpzArray array(archive_, "front_end");
  if (!array.header().element.is_text() || array.header().rows() != 1 ||
      array.header().row_size != 1)
    throw refusal(array, "one text");
  if (std::string text = array.take_text(); !text.empty()) front_end_ = std::move(text);
  array.finish();
}

void NpzReader::open_labels() {
  if (!has("labels")) return;
  NpzArray array(archive_, "labels");
  const NpyHeader& header = array.header();
  if (header.shape.size() != 1 || header.rows() > kMaxLabels ||
      header.rows() > kLongestRow / header.element.size)
    throw refusal(array, "(classes,)");
  labels_.emplace();
  for (std::size_t i = 0; i < header.rows(); ++i) labels_->push_back(array.take_text());
  array.finish();
}

void NpzReader::open_column(const std::string& name) {
  const bool ours = name == "y" || name == "paths";
  const auto kind = field_kind(name);
  const bool known = std::ranges::find(columns_, name, &Column::name) != columns_.end();
  if (known || name == "front_end" || (!ours && !kind)) return;
  std::optional<NpzArray> opened;
  try {
    opened.emplace(archive_, name);
  } catch (const Error& error) {
    if (ours || error.kind() != ErrorKind::unsupported) throw;
    check_whole(archive_, name);
    left_out_.push_back(name);
    return;
  }
  NpzArray array = std::move(*opened);
  if (kind == FieldKind::list && !array.header().element.is_text()) return;
  const std::size_t rows = x_.header().rows();
  if (array.header().rows() != rows)
    throw Error(ErrorKind::corrupt, array.where(),
                std::to_string(array.header().rows()) + " rows, X has " + std::to_string(rows));
  if (rows > 0 && (array.header().shape.empty() || array.header().row_size != 1))
    throw refusal(array, "(" + std::to_string(rows) + ",)");
  columns_.push_back({name, std::move(array)});
}

std::string NpzReader::where() const {
  return archive_.name() + (taken_ > 0 ? "[" + std::to_string(taken_ - 1) + "]" : "");
}

bool NpzReader::next(Record& record) {
  record = Record();
  if (taken_ == x_.header().rows()) return false;
  ++taken_;
  const Cells cells = take_row(record);
  try {
    const auto values = row_.room_in(record);
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
      throw Error(ErrorKind::corrupt, "X", "contains a number that is not finite");
    for (std::size_t i = 0; i < cells.size(); ++i) set(record, columns_[i], cells[i]);
  } catch (const Error& error) {
    record = Record();
    throw Error(error.kind(), where(), error.what());
  }
  record.front_end = front_end_;
  if (record.path.empty()) record.path = archive_.name() + "#" + std::to_string(taken_ - 1);
  return true;
}

// The whole row is read before it is checked, so that the arrays stay aligned.
NpzReader::Cells NpzReader::take_row(Record& record) {
  Cells cells;
  try {
    x_.take(row_.room_in(record));
    for (Column& column : columns_) cells.push_back(column.array.take_text());
    if (taken_ < x_.header().rows()) return cells;
    x_.finish();
    for (Column& column : columns_) column.array.finish();
  } catch (...) {
    record = Record();
    taken_ = x_.header().rows();
    throw;
  }
  return cells;
}

void NpzReader::set(Record& record, const Column& column, const std::string& cell) const {
  const bool is_text = column.array.header().element.is_text();
  if (column.name == "paths") {
    record.path = cell;
  } else if (column.name == "y") {
    record.label = is_text ? cell : label_of(cell);
  } else if (is_text || (cell != "nan" && !(cell.starts_with('-') &&
                                            field_kind(column.name) == FieldKind::integer))) {
    set_field(record, column.name, cell);
  }
}

std::string NpzReader::label_of(const std::string& y) const {
  // Two classes are often kept as bool.
  const auto place = y == "true" ? 1 : y == "false" ? 0 : parse_integer(y);
  if (!place) throw Error(ErrorKind::corrupt, "y", "is " + y + ", expected a whole number");
  if (*place < 0) return "";
  if (!labels_) return std::to_string(*place);
  if (static_cast<std::size_t>(*place) >= labels_->size())
    throw Error(ErrorKind::corrupt, "y",
                "is " + y + ", but there are " + std::to_string(labels_->size()) + " labels");
  return (*labels_)[static_cast<std::size_t>(*place)];
}

}  // namespace melsift::record
