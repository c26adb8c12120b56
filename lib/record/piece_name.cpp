#include "record/piece_name.h"

#include <algorithm>
#include <set>

namespace melsift::record {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The number of digits at the end of `text`.
std::size_t digits_at_end(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[text.size() - 1 - count])) ++count;
  return count;
}

}  // namespace

std::string_view without_extension(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return name;
  const std::string_view extension = name.substr(dot + 1);
  const bool plausible =
      extension.size() >= 2 && extension.size() <= 4 && is_letter(extension[0]) &&
      std::ranges::all_of(extension, [](char c) { return is_letter(c) || is_digit(c); });
  return plausible ? name.substr(0, dot) : name;
}

std::string_view recording_of_piece(std::string_view path) {
  constexpr std::size_t kNumberDigits = 5, kMaxPieceDigits = 2;
  std::string_view name = without_extension(path.substr(path.find_last_of("/\\") + 1));
  const std::size_t piece = digits_at_end(name);
  if (piece == 0 || piece > kMaxPieceDigits || piece + 1 >= name.size()) return {};
  name.remove_suffix(piece);
  if (std::string_view("._-").find(name.back()) == std::string_view::npos) return {};
  name.remove_suffix(1);
  if (digits_at_end(name) != kNumberDigits || name.size() < kNumberDigits + 2 ||
      name[name.size() - kNumberDigits - 1] != '.')
    return {};
  return name;
}

PieceCount group_pieces(std::span<Record> records) {
  PieceCount count;
  std::set<std::string_view> recordings;
  for (Record& record : records) {
    const std::string_view recording = recording_of_piece(record.path);
    if (recording.empty() || (!record.group.empty() && record.group != recording)) continue;
    record.group = recording;
    ++count.pieces;
    recordings.insert(recording);
  }
  count.recordings = recordings.size();
  return count;
}

}  // namespace melsift::record
