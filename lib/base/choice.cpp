#include "base/choice.h"

#include "base/error.h"

namespace melsift {

std::string listed(ChoiceNames names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == names.size() ? " or " : ", ").append(names[i]);
  return text;
}

std::string alternatives(ChoiceNames names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : "|").append(name);
  return text;
}

void refuse_choice(std::string_view culprit, std::string_view noun, std::string_view word,
                   ChoiceNames names) {
  throw Error(
      ErrorKind::invalid_argument, culprit,
      "unknown " + std::string(noun) + " \"" + std::string(word) + "\", expected " + listed(names));
}

}  // namespace melsift
