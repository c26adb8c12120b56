#include "base/number.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace melsift {
namespace {

template <class T, class... Format>
void append_chars(std::string& out, T value, Format... format) {
  char buffer[400];  // to_chars(double, fixed) needs at most 310 digits and the decimals
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value, format...);
  out.append(buffer, result.ptr);
}

// A decimal beyond the range of double, rounded as IEEE 754 rounds it: to zero or to infinity.
double beyond_double(std::string_view decimal) {
  const bool negative = decimal.starts_with('-');
  if (negative) decimal.remove_prefix(1);
  const std::size_t e = std::min(decimal.find_first_of("eE"), decimal.size());
  const std::string_view digits = decimal.substr(0, e);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t leading = digits.find_first_not_of("0.");
  // The power of ten of the first non-zero digit, without the exponent.
  double power = leading < point ? static_cast<double>(point - leading) - 1.0
                                 : static_cast<double>(point) - static_cast<double>(leading);
  std::string_view exponent = decimal.substr(std::min(e + 1, decimal.size()));
  const bool small = exponent.starts_with('-');
  if (small || exponent.starts_with('+')) exponent.remove_prefix(1);
  double size = 0.0;
  for (const char c : exponent) size = std::min(10.0 * size + (c - '0'), 1e18);
  power += small ? -size : size;
  const double value = power < 0.0 ? 0.0 : std::numeric_limits<double>::infinity();
  return negative ? -value : value;
}

template <class T>
std::optional<T> parse(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  T value{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ptr != text.data() + text.size()) return std::nullopt;
  if constexpr (std::is_same_v<T, double>)
    if (result.ec == std::errc::result_out_of_range) return beyond_double(text);
  if (result.ec != std::errc()) return std::nullopt;
  return value;
}

}  // namespace

void append_number(std::string& out, float value) {
  append_chars(out, value);
}
void append_number(std::string& out, double value) {
  append_chars(out, value);
}
void append_number(std::string& out, long long value) {
  append_chars(out, value);
}

std::string to_text(float value) {
  std::string out;
  append_number(out, value);
  return out;
}

std::string to_text(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

std::string to_fixed(double value, int decimals) {
  std::string out;
  append_chars(out, value, std::chars_format::fixed, decimals);
  // A small negative value rounds to zero, which has no sign.
  if (out.find_first_not_of("-0.") == std::string::npos && out.starts_with('-')) out.erase(0, 1);
  return out;
}

std::optional<double> parse_real(std::string_view text) {
  return parse<double>(text);
}
std::optional<long long> parse_integer(std::string_view text) {
  return parse<long long>(text);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::vector<std::string> split_list(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const auto end = text.find(separator);
    const auto piece = trimmed(text.substr(0, end));
    if (!piece.empty()) pieces.emplace_back(piece);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return pieces;
}

}  // namespace melsift
