#include "catalogue/track_name.h"

#include <algorithm>
#include <filesystem>

#include "base/disk_file.h"
#include "base/hash.h"
#include "base/number.h"
#include "record/writer.h"

namespace melsift::catalogue {
namespace {

constexpr char kBetween = '\x1f';  // the ASCII unit separator

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

// The words of a name, joined; all of it where it has none ("???").
std::string joined_words(const std::string& name) {
  std::string joined, word;
  const std::string folded = lower_case(trimmed(name)) + ' ';
  for (const char c : folded) {
    if (c == '\'') continue;
    if (is_letter_or_digit(c)) {
      word += c;
      continue;
    }
    if (word != "and") joined += word;
    word.clear();
  }
  return joined.empty() ? std::string(trimmed(folded)) : joined;
}

}  // namespace

std::string file_path(const std::string& path) {
  std::string normal = std::filesystem::absolute(path).lexically_normal().string();
  if (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

std::string record_path(const std::string& path) {
  return !path.empty() && file_stamp(path) ? file_path(path) : path;
}

std::string name_of(const record::Record& record) {
  const std::string artist = joined_words(record.artist), title = joined_words(record.title);
  return artist.empty() || title.empty() ? "" : artist + kBetween + title;
}

std::string Identities::of(const record::Record& record) {
  const std::uint64_t content = hash(record::to_json(record));
  std::string identity = name_of(record);
  if (identity.empty()) return "record" + std::string(1, kBetween) + std::to_string(content);
  identity += kBetween + joined_words(record.album);
  auto& seen = seen_[identity];
  const auto found = std::ranges::find(seen, content);
  const auto ordinal = found - seen.begin();
  if (found == seen.end()) seen.push_back(content);
  if (ordinal > 0) identity += kBetween + std::to_string(ordinal + 1);
  return identity;
}

}  // namespace melsift::catalogue
