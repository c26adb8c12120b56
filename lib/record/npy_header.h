// The header of a .npy array, and conversion of its elements.  Format: numpy.lib.format, versions
// 1.0 to 3.0.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::record {

// NumPy's dtype of an element: "<f2", "<f4", "<f8"; "<i8", "|u1" and the other whole numbers;
// "|b1";
// "<U12" text of up to 12 code points (UTF-32, padded with zeros), "|S12" of up to 12 bytes.
struct NpyElement {
  char kind = 'f';       // 'f', 'i', 'u', 'b', 'U' or 'S'
  std::size_t size = 4;  // bytes
  std::string dtype = "<f4";

  bool is_text() const { return kind == 'U' || kind == 'S'; }
  bool is_whole() const { return kind == 'i' || kind == 'u'; }
};

struct NpyHeader {
  NpyElement element;
  std::vector<std::size_t> shape;
  std::size_t length = 0;    // bytes of the header; the data follow it
  std::size_t row_size = 1;  // elements of a row: all with the same first index

  std::size_t rows() const { return shape.empty() ? 1 : shape[0]; }
};

// Reads the header of the array `name`, which has `available` bytes including its data.  Each call
// of `read` fills its argument with the next bytes.  Throws Error corrupt for a damaged header and
// for data shorter than its shape; unsupported for Fortran order and other elements.
NpyHeader read_npy_header(const std::string& name, std::size_t available,
                          const std::function<void(std::span<char>)>& read);

// The header of version 1.0 as NumPy writes it; the data after it begin at a multiple of 64.
std::string npy_header(std::string_view dtype, std::span<const std::size_t> shape);

// Converts numbers to single precision; `bytes` are values.size() elements.
void take_numbers(const NpyElement& element, std::span<const char> bytes, std::span<float> values);
// One element that is not text, as text that reads back as the same number; "true" or "false" for a
// bool.
std::string number_text(const NpyElement& element, std::span<const char> bytes);
// One element of text as UTF-8, without the zeros at its end; nothing if it is not Unicode.
std::optional<std::string> text_of(const NpyElement& element, std::span<const char> bytes);

}  // namespace melsift::record
