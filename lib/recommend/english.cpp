#include "recommend/english.h"

#include <cstddef>

#include "base/number.h"
#include "recommend/filters.h"

namespace melsift::recommend {
namespace {

std::string whole(const Fact& fact, std::string_view role) {
  return std::to_string(static_cast<long long>(fact.number(role).value_or(0.0)));
}

// " 0.912", or " unknown" if there is no such number.
std::string decimals(const Fact& fact, std::string_view role) {
  const auto number = fact.number(role);
  return number ? to_fixed(*number, 3) : "unknown";
}

std::string name_or_unknown(const Fact& fact, std::string_view role) {
  const std::string name = fact.name(role);
  return name.empty() ? "unknown" : name;
}

std::string years(const Fact& fact) {
  const auto end = [&](std::string_view role) -> std::optional<long long> {
    const auto number = fact.number(role);
    return number ? std::optional(static_cast<long long>(*number)) : std::nullopt;
  };
  return Years{end("from"), end("to")}.text();
}

std::string year(const Fact& fact) {
  return "year " + (fact.number("year") ? whole(fact, "year") : "unknown");
}

// "pop, rock and 5 more"; "none".
std::string frequent_names(const Fact& fact, std::string_view role) {
  std::string list;
  for (const Fact& part : fact.parts) list.append(list.empty() ? "" : ", ").append(part.name(role));
  if (fact.number("more").value_or(0.0) > 0.0) list += " and " + whole(fact, "more") + " more";
  return list.empty() ? "none" : list;
}

std::string missing(const Fact& fact, const std::string& kind) {
  return "no track of the catalogue has the " + kind + " \"" + fact.name(kind) + "\" (it has " +
         frequent_names(fact, kind) + ")";
}

std::string widened(const Fact& fact) {
  std::string list;
  for (const Fact& part : fact.parts)
    list += (list.empty() ? "" : ", ") + english(part) + " (" + whole(part, "tracks") + ")";
  return "only " + whole(fact, "exact") + " of " + whole(fact, "wanted") +
         " tracks match: widened to " + list;
}

std::string ties(const Fact& fact) {
  const std::string places = whole(fact, "places");
  return places + (places == "1" ? " place was" : " places were") + " chosen at random from " +
         whole(fact, "among") + " equally near tracks";
}

}  // namespace

std::string english(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::genre:
      return "genre " + fact.name("genre");
    case FactKind::widened_genre:
      return "genre " + fact.name("genre") + ", near " + fact.name("wanted");
    case FactKind::year:
      return year(fact);
    case FactKind::widened_year:
      return year(fact) + ", years widened to " + years(fact);
    case FactKind::language:
      return "language " + name_or_unknown(fact, "language");
    case FactKind::widened_language:
      return "language " + name_or_unknown(fact, "language") + ", widened to any";
    case FactKind::nearest:
      return "nearest to " + fact.name("track") + " (" + decimals(fact, "similarity") + ")";
    case FactKind::sound:
      return "sound " + decimals(fact, "similarity");
    case FactKind::voice:
      return fact.name("voice") + " " + decimals(fact, "score");
    case FactKind::step:
      return "after " + fact.name("track") + " (" + decimals(fact, "similarity") + ")";
    case FactKind::played:
      return "because of " + fact.name("item") + " (" +
             to_fixed(fact.number("share").value_or(0.0), 2) + ")";
    case FactKind::widened:
      return widened(fact);
    case FactKind::to_genre:
      return "the genre " + fact.name("genre");
    case FactKind::to_years:
      return "the years " + years(fact);
    case FactKind::to_any_language:
      return "any language";
    case FactKind::fewer:
      return "only " + whole(fact, "found") + " of " + whole(fact, "wanted") + " tracks found";
    case FactKind::ties:
      return ties(fact);
    case FactKind::missing_genre:
      return missing(fact, "genre");
    case FactKind::missing_language:
      return missing(fact, "language");
    case FactKind::sound_not_compared:
      return "sound is not compared: the seed tracks have " + fact.name("seeds") +
             ", the catalogue has " + fact.name("catalogue");
    case FactKind::without_sound:
      return whole(fact, "tracks") + " of " + whole(fact, "seeds") +
             " seed tracks have no sound that can be compared";
    case FactKind::no_taste:
      return "there is no taste yet: like and dislike some tracks, and train it";
    case FactKind::no_crowd:
      return "the server has no plays of other listeners (start it with --crowd)";
  }
  return {};
}

std::vector<std::string> english(std::span<const Fact> facts) {
  std::vector<std::string> texts;
  texts.reserve(facts.size());
  for (const Fact& fact : facts) texts.push_back(english(fact));
  return texts;
}

std::string relaxation(std::span<const Fact> reasons) {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
  for (const Fact& fact : reasons) {
    if (fact.kind == FactKind::widened_genre) add("also in: " + fact.name("genre"));
    if (fact.kind == FactKind::widened_year) add("also from: " + years(fact));
    if (fact.kind == FactKind::widened_language) add("also in any language");
  }
  return text;
}

std::vector<record::Record> with_reasons(const Answer& answer) {
  std::vector<record::Record> records = answer.tracks;
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].reasons = english(answer.why[i]);
    auto& extra = records[i].extra;
    std::erase_if(extra, [](const auto& field) { return field.first == "why"; });
    if (!answer.why[i].empty()) extra.emplace(extra.begin(), "why", to_json(answer.why[i]));
  }
  return records;
}

}  // namespace melsift::recommend
