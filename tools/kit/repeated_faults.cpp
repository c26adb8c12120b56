#include "tools/kit/repeated_faults.h"

#include <optional>
#include <utility>

namespace melsift::tools {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "tracks.jsonl" for "tracks.jsonl:17" and "x.npz" for "x.npz[17]"; empty for other culprits.
std::string_view file_of(std::string_view culprit) {
  const bool bracket = culprit.ends_with(']');
  if (bracket) culprit.remove_suffix(1);
  std::size_t digits = 0;
  while (digits < culprit.size() && is_digit(culprit[culprit.size() - 1 - digits])) ++digits;
  culprit.remove_suffix(digits);
  if (digits == 0 || culprit.size() < 2 || culprit.back() != (bracket ? '[' : ':')) return {};
  return culprit.substr(0, culprit.size() - 1);
}

// The file and the text after the record's number.
std::optional<std::pair<std::string_view, std::string_view>> parts_of(std::string_view message) {
  for (std::size_t at = message.find(": "); at != std::string_view::npos;
       at = message.find(": ", at + 1)) {
    const std::string_view file = file_of(message.substr(0, at));
    if (!file.empty()) return std::pair{file, message.substr(at + 2)};
  }
  return std::nullopt;
}

// The text without numbers and quoted texts.
std::string form_of(std::string_view words) {
  std::string form;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t quote = words[i] == '"' ? words.find('"', i + 1) : std::string_view::npos;
    if (quote != std::string_view::npos) {
      i = quote;
      form += '"';
    } else if (!is_digit(words[i])) {
      form += words[i];
    } else if (!form.ends_with('0')) {
      form += '0';
    }
  }
  return form;
}

}  // namespace

bool RepeatedFaults::report(std::string_view message) {
  const auto parts = parts_of(message);
  if (!parts) return true;
  const auto& [file, words] = *parts;
  const auto [known, is_new] =
      by_form_.try_emplace(std::string(file) + '\n' + form_of(words), faults_.size());
  if (is_new) faults_.push_back({std::string(file), std::string(words)});
  return ++faults_[known->second].count <= kReported;
}

std::vector<std::string> RepeatedFaults::take_rest() {
  std::vector<std::string> lines;
  for (const Fault& fault : faults_) {
    if (fault.count <= kReported) continue;
    const std::size_t more = fault.count - kReported;
    lines.push_back(fault.file + ": " + std::to_string(more) +
                    (more == 1 ? " more record: " : " more records: ") + fault.words);
  }
  faults_.clear();
  by_form_.clear();
  return lines;
}

}  // namespace melsift::tools
