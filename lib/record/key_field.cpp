#include "record/key_field.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/number.h"
#include "record/json_text.h"

namespace melsift::record {
namespace {

constexpr std::string_view kKey = "key", kConfidence = "key_confidence";

const std::string* raw_field(const Record& record, std::string_view name) {
  for (const auto& [known, json] : record.extra)
    if (known == name) return &json;
  return nullptr;
}

bool is_key_field(const std::string& name) {
  return name == kKey || name == kConfidence;
}

}  // namespace

std::optional<MusicalKey> key_of(const Record& record) {
  const std::string* raw = raw_field(record, kKey);
  if (!raw || raw->size() < 2 || raw->front() != '"') return std::nullopt;
  // No key has a character that JSON escapes.
  return parse_musical_key(std::string_view(*raw).substr(1, raw->size() - 2));
}

std::optional<double> key_confidence_of(const Record& record) {
  const std::string* raw = raw_field(record, kConfidence);
  return raw ? parse_real(*raw) : std::nullopt;
}

void set_key(Record& record, const MusicalKey& key, double confidence) {
  std::erase_if(record.extra, [](const auto& field) { return is_key_field(field.first); });
  std::string text;
  append_json_string(text, to_text(key));
  record.extra.emplace_back(kKey, std::move(text));
  record.extra.emplace_back(kConfidence, to_fixed(confidence, 2));
}

void copy_key(Record& record, const Record& from) {
  std::erase_if(record.extra, [](const auto& field) { return is_key_field(field.first); });
  for (const auto& field : from.extra)
    if (is_key_field(field.first)) record.extra.push_back(field);
}

}  // namespace melsift::record
