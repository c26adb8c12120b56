#include "crowd/crowd_settings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/number.h"

namespace melsift::crowd {
namespace {

constexpr std::array kArchs = {Arch::popularity, Arch::item_knn, Arch::ease, Arch::als,
                               Arch::blend};
const std::vector<std::string> kWeightings = {"binary", "log"};
const std::vector<std::string> kSimilarities = {"cosine", "tfidf", "bm25"};

// The index of a name in `names`, which has the order of the enumerators.
std::size_t parse_name(std::string_view what, std::string_view name,
                       const std::vector<std::string>& names) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i)
    list += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  throw Error(ErrorKind::invalid_argument, what, "\"" + std::string(name) + "\", expected " + list);
}

[[noreturn]] void refuse(const std::string& name, const std::string& expected) {
  throw Error(ErrorKind::invalid_argument, name, "expected " + expected);
}

void check_real(const std::string& name, double value, double low, double high,
                const std::string& expected) {
  if (!(value >= low && value <= high)) refuse(name, expected);
}

// Calls visit(name, number) for each number that the arch uses; integers are passed by reference.
template <class SettingsType, class Visit>
void for_each_number(SettingsType& s, const Visit& visit) {
  if (s.has_als()) {
    visit("factors", s.als.factors);
    visit("alpha", s.als.alpha);
    visit("regularization", s.als.regularization);
    visit("iterations", s.als.iterations);
    visit("steps", s.als.steps);
  }
  if (s.has_ease()) {
    visit("ridge", s.ease.ridge);
    visit("dropout", s.ease.dropout);
    visit("min_listeners", s.ease.min_listeners);
    visit("neighbours", s.ease.neighbours);
    visit("user_power", s.ease.user_power);
    visit("item_power", s.ease.item_power);
  }
  if (s.arch == Arch::item_knn) {
    visit("shrinkage", s.neighbours.shrinkage);
    visit("neighbours", s.neighbours.neighbours);
  }
  if (s.arch == Arch::blend) visit("als_share", s.als_share);
}

template <class Number>
void read_number(const std::string& name, const std::string& text, Number& into) {
  if constexpr (std::is_floating_point_v<Number>) {
    const auto value = parse_real(text);
    if (!value) refuse(name, "a number");
    into = *value;
  } else {
    const auto value = parse_integer(text);
    if (!value || !std::in_range<Number>(*value)) refuse(name, "a whole number");
    into = static_cast<Number>(*value);
  }
}

}  // namespace

const std::vector<std::string>& arch_names() {
  static const std::vector<std::string> names = {"popularity", "item-knn", "ease", "als", "blend"};
  return names;
}

std::string to_text(Arch arch) {
  return arch_names()[static_cast<std::size_t>(arch)];
}

bool is_arch(std::string_view name) {
  return std::ranges::find(arch_names(), name) != arch_names().end();
}

Arch parse_arch(std::string_view name) {
  return kArchs[parse_name("arch", name, arch_names())];
}

Weighting parse_weighting(std::string_view name) {
  return static_cast<Weighting>(parse_name("weighting", name, kWeightings));
}

Similarity parse_similarity(std::string_view name) {
  return static_cast<Similarity>(parse_name("similarity", name, kSimilarities));
}

Settings Settings::recipe(Arch arch) {
  Settings settings;
  settings.arch = arch;
  return settings;
}

void Settings::check() const {
  constexpr double kMax = 1e9;
  if (has_als()) {
    check_real("factors", als.factors, 1, 1024, "1 to 1024");
    check_real("alpha", als.alpha, 0.0, kMax, "0 to 1e9");
    check_real("regularization", als.regularization, 1e-6, kMax, "0.000001 to 1e9");
    check_real("iterations", als.iterations, 1, 10'000, "1 to 10000");
    check_real("steps", als.steps, 1, 10'000, "1 to 10000");
  }
  if (has_ease()) {
    check_real("ridge", ease.ridge, 1e-3, kMax, "0.001 to 1e9");
    check_real("dropout", ease.dropout, 0.0, 0.999, "0 to 0.999");
    check_real("user-power", ease.user_power, 0.0, 1.0, "0 to 1");
    check_real("item-power", ease.item_power, 0.0, 1.0, "0 to 1");
  }
  if (arch == Arch::item_knn) check_real("shrinkage", neighbours.shrinkage, 0.0, kMax, "0 to 1e9");
  if (arch == Arch::blend) check_real("als-share", als_share, 0.0, 1.0, "0 to 1");
}

std::string Settings::text() const {
  std::string out = "arch=" + to_text(arch);
  for_each_number(*this, [&](const char* name, const auto& value) {
    out.append(" ").append(name).append("=");
    if constexpr (std::is_floating_point_v<std::decay_t<decltype(value)>>) {
      append_number(out, value);
    } else {
      append_number(out, static_cast<long long>(value));
    }
  });
  if (has_als()) out += " als_weighting=" + kWeightings[static_cast<std::size_t>(als_weighting)];
  if (has_weights())
    out += " item_weighting=" + kWeightings[static_cast<std::size_t>(item_weighting)];
  if (arch == Arch::item_knn)
    out += " similarity=" + kSimilarities[static_cast<std::size_t>(neighbours.similarity)];
  return out;
}

Settings Settings::parse(std::string_view text) {
  using Field = std::pair<std::string, std::string>;
  std::vector<Field> fields;
  for (const std::string& field : split_list(text, ' ')) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos) refuse("settings", "name=value, not " + field);
    fields.emplace_back(field.substr(0, equals), field.substr(equals + 1));
  }
  const auto value = [&](const std::string& name) -> const std::string& {
    for (const auto& field : fields)
      if (field.first == name) return field.second;
    refuse("settings", name + "=...");
  };
  Settings settings;
  settings.arch = parse_arch(value("arch"));
  settings.ease.user_power = settings.ease.item_power = 0.0;  // of files without these fields
  for_each_number(settings, [&](const std::string& name, auto& number) {
    const bool is_newer = name == "user_power" || name == "item_power";
    const bool is_there = std::ranges::find(fields, name, &Field::first) != fields.end();
    if (is_there || !is_newer) read_number(name, value(name), number);
  });
  if (settings.has_als()) settings.als_weighting = parse_weighting(value("als_weighting"));
  if (settings.has_weights()) settings.item_weighting = parse_weighting(value("item_weighting"));
  if (settings.arch == Arch::item_knn)
    settings.neighbours.similarity = parse_similarity(value("similarity"));
  settings.check();
  return settings;
}

}  // namespace melsift::crowd
