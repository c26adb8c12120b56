// Enumerations whose values have names on the command line and in files.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace melsift {

// The only table of an enumeration's names.  Each enumeration specialises it; the values count from
// 0 and have the names in this order:
//   template <>
//   struct Choice<Colour> {
//     static constexpr std::string_view kNoun = "colour";
//     static constexpr std::array<std::string_view, 2> kNames = {"red", "green"};
//   };
template <class Value>
struct Choice;

template <class Value>
concept HasChoices = requires {
  Choice<Value>::kNames;
};

using ChoiceNames = std::span<const std::string_view>;

// "red, green or blue", for messages.
std::string listed(ChoiceNames names);
// "red|green|blue", for --help.
std::string alternatives(ChoiceNames names);
// Throws Error invalid_argument `culprit: unknown colour "pink", expected red, green or blue`.
[[noreturn]] void refuse_choice(std::string_view culprit, std::string_view noun,
                                std::string_view word, ChoiceNames names);

template <HasChoices Value>
constexpr std::string_view choice_name(Value value) {
  return Choice<Value>::kNames[static_cast<std::size_t>(value)];
}

// Nothing if no value has this name.
template <HasChoices Value>
constexpr std::optional<Value> find_choice(std::string_view name) {
  for (std::size_t i = 0; i < Choice<Value>::kNames.size(); ++i)
    if (Choice<Value>::kNames[i] == name) return static_cast<Value>(i);
  return std::nullopt;
}

// Throws what refuse_choice() throws if no value has this name.
template <HasChoices Value>
Value parse_choice(std::string_view name, std::string_view culprit) {
  const auto value = find_choice<Value>(name);
  if (!value) refuse_choice(culprit, Choice<Value>::kNoun, name, Choice<Value>::kNames);
  return *value;
}

}  // namespace melsift
