#include "catalogue/text_list.h"

#include "record/fields.h"
#include "record/json_text.h"
#include "record/reader.h"
#include "record/writer.h"

namespace melsift::catalogue {

std::string list_text(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::string out;
  char before = '[';
  for (const std::string& text : texts) {
    out += before;
    record::append_json_string(out, text);
    before = ',';
  }
  return out + ']';
}

std::string other_text(const record::Record& record) {
  record::Record other;
  record::for_fields<record::Part::training>([](auto& theirs, const auto& mine) { theirs = mine; },
                                             other, record);
  other.extra = record.extra;
  std::string text = record::to_json(other);
  return text == "{}" ? std::string() : text;
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> texts;
  constexpr std::string_view kBegin = "[\"", kBetween = "\",\"", kEnd = "\"]";
  // Without a backslash, a text contains no quotes.
  if (text.starts_with(kBegin) && text.ends_with(kEnd) && text.size() >= 4 &&
      text.find('\\') == std::string_view::npos) {
    text = text.substr(kBegin.size(), text.size() - kBegin.size() - kEnd.size());
    for (std::size_t end; (end = text.find(kBetween)) != std::string_view::npos;) {
      texts.emplace_back(text.substr(0, end));
      text.remove_prefix(end + kBetween.size());
    }
    texts.emplace_back(text);
  } else if (!text.empty()) {
    record::Record record;
    record::Reader::over("a list", "{\"reasons\":" + std::string(text) + "}").next(record);
    texts = std::move(record.reasons);
  }
  return texts;
}

}  // namespace melsift::catalogue
