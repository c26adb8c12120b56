#include "record/npz_writer.h"

#include <array>
#include <functional>
#include <limits>
#include <span>
#include <utility>

#include "base/number.h"
#include "base/utf8.h"
#include "record/npy_header.h"
#include "record/text_field.h"
#include "record/zip_writer.h"

namespace melsift::record {
namespace {

using Take = ZipWriter::Take;

template <class Value>
std::string_view bytes_of(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

void add_array(ZipWriter& zip, const std::string& name, std::string_view dtype,
               const std::vector<std::size_t>& shape,
               const std::function<void(const Take&)>& data) {
  zip.add(name + ".npy", [&](const Take& take) {
    take(npy_header(dtype, shape));
    data(take);
  });
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) take_code_point(text);
  return count;
}

// `text` as UTF-32 with `length` code points, filled with zeros.
std::string utf32(std::string_view text, std::size_t length) {
  std::string out;
  for (; !text.empty(); --length) out += bytes_of(take_code_point(text));
  return out.append(4 * length, '\0');
}

// NumPy has no text type of length 0.
std::string text_dtype(std::size_t longest) {
  return "<U" + std::to_string(std::max<std::size_t>(longest, 1));
}

void add_texts(ZipWriter& zip, const std::string& name, const std::vector<std::string>& texts,
               const std::vector<std::size_t>& shape) {
  std::size_t longest = 1;
  for (const std::string& text : texts) longest = std::max(longest, code_points(text));
  add_array(zip, name, text_dtype(longest), shape, [&](const Take& take) {
    for (const std::string& text : texts) take(utf32(text, longest));
  });
}

void add_column(ZipWriter& zip, const std::string& name, FieldKind kind, TextColumn& column) {
  const std::vector<std::size_t> shape = {column.size()};
  if (kind == FieldKind::text) {
    const std::size_t longest = std::max<std::size_t>(column.longest(), 1);
    return add_array(zip, name, text_dtype(longest), shape, [&](const Take& take) {
      column.each([&](const std::string& text) { take(utf32(text, longest)); });
    });
  }
  const bool whole = kind == FieldKind::integer;
  add_array(zip, name, whole ? "<i8" : "<f8", shape, [&](const Take& take) {
    column.each([&](const std::string& text) {
      if (whole)
        take(bytes_of(std::int64_t{parse_integer(text).value_or(-1)}));
      else
        take(bytes_of(parse_real(text).value_or(std::numeric_limits<double>::quiet_NaN())));
    });
  });
}

}  // namespace

void TextColumn::add(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  file_.append(bytes_of(size));
  file_.append(text);
  longest_ = std::max(longest_, code_points(text));
  ++size_;
}

void TextColumn::each(const std::function<void(const std::string&)>& use) {
  file_.rewind();
  std::string text;
  for (std::size_t i = 0; i < size_; ++i) {
    std::uint32_t size = 0;
    file_.read_next({reinterpret_cast<char*>(&size), sizeof size});
    text.resize(size);
    file_.read_next(text);
    use(text);
  }
}

NpzWriter::NpzWriter(const std::string& path, std::vector<std::string> columns)
    : file_(path),
      path_(path),
      layout_(std::move(columns), kRowFields),
      values_(path),
      paths_(path) {}

std::int32_t NpzWriter::class_of(const std::string& label) {
  if (label.empty()) return -1;
  return found_.try_emplace(label, static_cast<std::int32_t>(found_.size())).first->second;
}

void NpzWriter::write(const Record& record) {
  layout_.hold(record);
  while (fields_.size() < layout_.fields().size()) fields_.emplace_back(path_);
  const auto row = row_of(record);
  values_.append({reinterpret_cast<const char*>(row.data()), row.size_bytes()});
  paths_.add(record.path);
  for (std::size_t i = 0; i < fields_.size(); ++i)
    fields_[i].add(field_text(record, layout_.fields()[i]));
  y_.push_back(class_of(record.label));
}

void NpzWriter::close() {
  ZipWriter zip(file_);
  const std::size_t rows = y_.size();
  std::vector<std::size_t> shape = layout_.shape();
  if (shape.empty()) shape = {layout_.columns().size()};
  shape.insert(shape.begin(), rows);
  add_array(zip, "X", "<f4", shape, [&](const Take& take) {
    values_.rewind();
    std::array<char, std::size_t{1} << 16> block;
    while (const std::size_t size = values_.read_next(block)) take({block.data(), size});
  });

  std::vector<std::string> labels;
  std::vector<std::int64_t> place(found_.size());  // of a label, by its number
  for (const auto& [label, number] : found_) {
    place[static_cast<std::size_t>(number)] = static_cast<std::int64_t>(labels.size());
    labels.push_back(label);
  }
  add_array(zip, "y", "<i8", {rows}, [&](const Take& take) {
    for (const std::int32_t number : y_)
      take(bytes_of(number < 0 ? std::int64_t{-1} : place[static_cast<std::size_t>(number)]));
  });
  add_texts(zip, "labels", labels, {labels.size()});
  add_column(zip, "paths", FieldKind::text, paths_);
  add_texts(zip, "front_end", {layout_.front_end()}, {});
  if (!layout_.is_matrix())
    add_texts(zip, "columns", layout_.columns(), {layout_.columns().size()});
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const std::string name(layout_.fields()[i]);
    add_column(zip, name, *field_kind(name), fields_[i]);
  }
  zip.finish();
  file_.close();
}

}  // namespace melsift::record
