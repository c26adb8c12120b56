#include "record/npy_header.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <Eigen/Core>

#include "base/error.h"
#include "base/number.h"
#include "base/utf8.h"

namespace melsift::record {
namespace {

static_assert(std::endian::native == std::endian::little, ".npy data is taken as it is in memory");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLongestHeader = std::size_t{1} << 20;
constexpr std::size_t kLongestElement = std::size_t{1} << 28;

// The text after "'key':" in the header, a Python dict of literals, without leading blanks.
std::optional<std::string_view> value_of(std::string_view header, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    const std::size_t at = header.find(quoted);
    if (at == std::string_view::npos) continue;
    const auto behind = trimmed(header.substr(at + quoted.size()));
    if (behind.starts_with(':')) return trimmed(behind.substr(1));
  }
  return std::nullopt;
}

std::optional<std::string> quoted_text(std::string_view text) {
  if (text.empty() || (text[0] != '\'' && text[0] != '"')) return std::nullopt;
  const std::size_t end = text.find(text[0], 1);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(1, end - 1));
}

// "(710, 128, 130)", "(3,)" or "()".
std::optional<std::vector<std::size_t>> tuple(std::string_view text) {
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos) return std::nullopt;
  std::vector<std::size_t> extents;
  for (const std::string& piece : split_list(text.substr(1, end - 1), ',')) {
    const auto extent = parse_integer(piece);
    if (!extent || *extent < 0) return std::nullopt;
    extents.push_back(static_cast<std::size_t>(*extent));
  }
  return extents;
}

// Nothing for elements that are not supported: big-endian, complex, objects, dates.
std::optional<NpyElement> element_of(const std::string& dtype) {
  if (dtype.size() < 3 || (dtype[0] != '<' && dtype[0] != '|')) return std::nullopt;
  const auto count = parse_integer(std::string_view(dtype).substr(2));
  if (!count || *count < 1 || *count > static_cast<long long>(kLongestElement)) return std::nullopt;
  NpyElement element{dtype[1], static_cast<std::size_t>(*count), dtype};
  const bool power_of_two = std::has_single_bit(element.size) && element.size <= 8;
  switch (element.kind) {
    case 'f':
      if (power_of_two && element.size >= 2) return element;
      break;
    case 'i':
    case 'u':
      if (power_of_two) return element;
      break;
    case 'b':
      if (element.size == 1) return element;
      break;
    case 'U':
      element.size *= 4;
      return element;
    case 'S':
      return element;
  }
  return std::nullopt;
}

template <class T>
constexpr bool kIsFloat = std::is_floating_point_v<T> || std::is_same_v<T, Eigen::half>;

template <class T>
bool holds(const NpyElement& element) {
  if (std::is_same_v<T, bool> || element.kind == 'b')
    return std::is_same_v<T, bool> && element.kind == 'b';
  const char kind = kIsFloat<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
  return element.kind == kind && element.size == sizeof(T);
}

template <class... Types, class Use>
void with_one_of(const NpyElement& element, const Use& use) {
  ((holds<Types>(element) ? use(Types()) : void()), ...);
}

// Calls use(T()) with the C++ type of an element that is a number.
template <class Use>
void with_type(const NpyElement& element, const Use& use) {
  with_one_of<Eigen::half, float, double, std::int8_t, std::uint8_t, std::int16_t, std::uint16_t,
              std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, bool>(element, use);
}

template <class T>
T element_at(std::span<const char> bytes, std::size_t index) {
  if constexpr (std::is_same_v<T, bool>) return bytes[index] != '\0';  // other bytes are not a bool
  T value{};
  std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
  return value;
}

NpyHeader parse(const std::string& name, std::string_view text) {
  const auto descr = value_of(text, "descr");
  const auto order = value_of(text, "fortran_order");
  const auto extents = value_of(text, "shape");
  const auto dtype = descr ? quoted_text(*descr) : std::nullopt;
  const auto shape = extents ? tuple(*extents) : std::nullopt;
  if (!dtype || !order || !shape)
    throw Error(ErrorKind::corrupt, name, "the .npy header can't be read");
  const auto element = element_of(*dtype);
  if (!element)
    throw Error(
        ErrorKind::unsupported, name,
        "elements " + *dtype + ", expected float16, float32, float64, whole numbers, bool or text");
  if (!order->starts_with("False"))
    throw Error(ErrorKind::unsupported, name,
                "Fortran order, expected C order (numpy.ascontiguousarray)");
  NpyHeader header;
  header.element = *element;
  header.shape = *shape;
  return header;
}

}  // namespace

NpyHeader read_npy_header(const std::string& name, std::size_t available,
                          const std::function<void(std::span<char>)>& read) {
  const auto corrupt = [&](std::string_view detail) {
    return Error(ErrorKind::corrupt, name, detail);
  };
  char start[8] = {};
  if (available < 12) throw corrupt("not a .npy file");
  read(start);
  if (std::string_view(start, kMagic.size()) != kMagic) throw corrupt("not a .npy file");

  // Version 1 has a 16-bit header length, later ones 32 bits.
  const int version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3)
    throw Error(ErrorKind::unsupported, name, ".npy version " + std::to_string(version));
  std::uint32_t length = 0;
  const std::size_t length_size = version == 1 ? 2 : 4;
  read({reinterpret_cast<char*>(&length), length_size});
  const std::size_t data_offset = sizeof start + length_size + length;
  if (length > kLongestHeader || data_offset > available)
    throw corrupt("the .npy header is truncated");
  std::string text(length, '\0');
  read(text);

  NpyHeader header = parse(name, text);
  header.length = data_offset;
  // Each partial product stays below the size of the data, so that nothing overflows.
  std::size_t count = 1;
  const bool empty = std::ranges::count(header.shape, std::size_t{0}) > 0;
  const std::size_t room = (available - data_offset) / header.element.size;
  for (const std::size_t extent : header.shape) {
    if (!empty && count > room / extent)
      throw corrupt("truncated: the data is shorter than the shape says");
    count *= empty ? 0 : extent;
  }
  if (!empty && count > room) throw corrupt("truncated: the data is shorter than the shape says");
  header.row_size = empty ? 0 : count / header.rows();
  return header;
}

std::string npy_header(std::string_view dtype, std::span<const std::size_t> shape) {
  std::string dict = "{'descr': '" + std::string(dtype) + "', 'fortran_order': False, 'shape': (";
  for (const std::size_t extent : shape) dict += std::to_string(extent) + ", ";
  if (!shape.empty()) dict.resize(dict.size() - (shape.size() == 1 ? 1 : 2));  // "(3,)"
  dict += "), }";
  // The header ends with a newline.
  constexpr std::size_t kPreamble = 10;
  const std::size_t length = (kPreamble + dict.size() + 1 + 63) / 64 * 64 - kPreamble;
  dict.resize(length - 1, ' ');
  std::string header(kMagic);
  header.append({'\x01', '\x00', static_cast<char>(length & 0xFF), static_cast<char>(length >> 8)});
  return header.append(dict) += '\n';
}

void take_numbers(const NpyElement& element, std::span<const char> bytes, std::span<float> values) {
  with_type(element, [&]<class T>(T) {
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>(element_at<T>(bytes, i));
  });
}

std::string number_text(const NpyElement& element, std::span<const char> bytes) {
  std::string text;
  with_type(element, [&]<class T>(T) {
    const T value = element_at<T>(bytes, 0);
    if constexpr (std::is_same_v<T, Eigen::half>)
      append_number(text, static_cast<float>(value));
    else if constexpr (std::is_floating_point_v<T>)
      append_number(text, value);
    else if constexpr (std::is_same_v<T, bool>)
      text = value ? "true" : "false";
    else
      text = std::to_string(value);
  });
  return text;
}

std::optional<std::string> text_of(const NpyElement& element, std::span<const char> bytes) {
  std::string text;
  if (element.kind == 'S') {
    text.assign(bytes.begin(), bytes.end());
    text.erase(text.find_last_not_of('\0') + 1);
    if (!is_utf8(text)) return std::nullopt;
    return text;
  }
  std::size_t length = bytes.size() / 4;
  while (length > 0 && element_at<char32_t>(bytes, length - 1) == 0) --length;
  for (std::size_t i = 0; i < length; ++i) {
    const auto code_point = element_at<char32_t>(bytes, i);
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
      return std::nullopt;
    append_code_point(text, code_point);
  }
  return text;
}

}  // namespace melsift::record
