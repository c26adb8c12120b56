#include "web/range.h"

#include <algorithm>
#include <string>

#include "base/number.h"
#include "web/exchange.h"

namespace melsift::web {
namespace {

bool are_digits(std::string_view text) {
  return text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t number_of(std::string_view digits) {
  return static_cast<std::uint64_t>(parse_integer(digits).value_or(0));
}

}  // namespace

std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text = trimmed(text.substr(kUnit.size()));
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view first = text.substr(0, dash), last = text.substr(dash + 1);
  if (!are_digits(first) || !are_digits(last) || (first.empty() && last.empty()))
    return std::nullopt;
  const Refusal beyond{416,
                       "the range is outside of the file",
                       {{"Content-Range", "bytes */" + std::to_string(size)}}};
  if (first.empty()) {  // the end of the file
    const std::uint64_t count = std::min(number_of(last), size);
    if (count == 0) throw beyond;
    return ByteRange{size - count, size - 1};
  }
  const std::uint64_t begin = number_of(first);
  if (!last.empty() && number_of(last) < begin) return std::nullopt;
  if (begin >= size) throw beyond;
  if (last.empty()) return ByteRange{begin, size - 1};
  return ByteRange{begin, std::min(number_of(last), size - 1)};
}

}  // namespace melsift::web
