#include "tools/train/crowd_options.h"

#include <algorithm>

#include "base/error.h"

namespace melsift::tools {
namespace {

using Settings = crowd::Settings;

// The options of crowd models, and the architectures that use them.
struct Use {
  const char* option;
  std::vector<std::string> archs;
};
const std::vector<Use>& uses() {
  static const std::vector<Use> table = {
      {"--factors", {"als", "blend"}},
      {"--alpha", {"als", "blend"}},
      {"--regularization", {"als", "blend"}},
      {"--iterations", {"als", "blend"}},
      {"--ridge", {"ease", "blend"}},
      {"--dropout", {"ease", "blend"}},
      {"--min-listeners", {"ease", "blend"}},
      {"--user-power", {"ease", "blend"}},
      {"--item-power", {"ease", "blend"}},
      {"--als-share", {"blend"}},
      {"--neighbours", {"item-knn", "ease", "blend"}},
      {"--similarity", {"item-knn"}},
      {"--shrinkage", {"item-knn"}},
      {"--weighting", {"item-knn", "ease", "als", "blend"}},
  };
  return table;
}

const Use& use_of(const std::string& option) {
  return *std::ranges::find(uses(), option, &Use::option);
}

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

// Options that every architecture uses.
bool is_common(const std::string& option) {
  static const std::vector<std::string> names = {"--arch",  "--output",  "--threads", "--seed",
                                                 "--quiet", "--verbose", "features"};
  return std::ranges::find(names, option) != names.end();
}

void set_weighting(Settings& settings, const std::string& name) {
  settings.item_weighting = crowd::parse_weighting(name);
  settings.als_weighting = settings.item_weighting;
}

}  // namespace

void add_crowd_options(Command& command, CrowdOptions& options) {
  const auto add = [&]<class Value>(const std::string& name, const char* type, const char* help,
                                    void (*set)(Settings&, const Value&)) {
    command.parser()
        .option<Value>(
            name,
            [&options, name, set](const Value& value) {
              options.changes.push_back({name, [=](Settings& s) { set(s, value); }});
            },
            help)
        .value_name(type);
  };
  using Text = std::string;
  add.operator()<int>("--factors", "N", "als: number of latent factors",
                      [](Settings& s, const int& value) { s.als.factors = value; });
  add.operator()<double>("--alpha", "X", "als: confidence added by each listen",
                         [](Settings& s, const double& value) { s.als.alpha = value; });
  add.operator()<double>("--regularization", "X", "als: L2 regularization of the factors",
                         [](Settings& s, const double& value) { s.als.regularization = value; });
  add.operator()<int>("--iterations", "N", "als: number of iterations",
                      [](Settings& s, const int& value) { s.als.iterations = value; });
  add.operator()<double>("--ridge", "X", "ease: L2 regularization of the weights",
                         [](Settings& s, const double& value) { s.ease.ridge = value; });
  add.operator()<double>("--dropout", "P", "ease: fraction of listens dropped in training",
                         [](Settings& s, const double& value) { s.ease.dropout = value; });
  add.operator()<unsigned>(
      "--min-listeners", "N", "ease: exclude items with fewer than N listeners",
      [](Settings& s, const unsigned& value) { s.ease.min_listeners = value; });
  add.operator()<double>("--user-power", "X",
                         "ease: divide a user's influence by this power of the number of listens",
                         [](Settings& s, const double& value) { s.ease.user_power = value; });
  add.operator()<double>("--item-power", "X",
                         "ease: divide an item's scores by this power of the number of listeners",
                         [](Settings& s, const double& value) { s.ease.item_power = value; });
  add.operator()<double>("--als-share", "SHARE", "blend: weight of als, from 0 to 1",
                         [](Settings& s, const double& value) { s.als_share = value; });
  add.operator()<unsigned>("--neighbours", "N",
                           "item-knn, ease: neighbours to keep for each item; 0: all",
                           [](Settings& s, const unsigned& value) {
                             s.neighbours.neighbours = s.ease.neighbours = value;
                           });
  add.operator()<Text>("--similarity", "cosine|tfidf|bm25", "item-knn: similarity measure of items",
                       [](Settings& s, const Text& value) {
                         s.neighbours.similarity = crowd::parse_similarity(value);
                       });
  add.operator()<double>("--shrinkage", "X",
                         "item-knn: shrink similarities of items with few listeners",
                         [](Settings& s, const double& value) { s.neighbours.shrinkage = value; });
  add.operator()<Text>("--weighting", "binary|log", "how the number of plays weights a listen",
                       set_weighting);
}

crowd::Settings crowd_settings(Command& command, const CrowdOptions& options,
                               const std::string& arch) {
  for (const Option& option : command.parser().options()) {
    const std::string name = option.name();
    if (option.count() == 0 || is_common(name) ||
        std::ranges::find(uses(), name, &Use::option) != uses().end())
      continue;
    throw UsageError(name + ": is for networks, not for --arch " + arch);
  }
  auto settings = Settings::recipe(crowd::parse_arch(arch));
  for (const auto& [option, make] : options.changes) {
    const Use& use = use_of(option);
    if (std::ranges::find(use.archs, arch) == use.archs.end())
      throw UsageError(option + ": is for --arch " + list(use.archs) + ", not " + arch);
    command.check([&, &apply = make] { apply(settings); });
  }
  command.check([&] { settings.check(); });
  return settings;
}

void refuse_crowd_options(const CrowdOptions& options) {
  if (options.changes.empty()) return;
  const std::string& option = options.changes.front().option;
  throw UsageError(option + ": is for --arch " + list(use_of(option).archs));
}

}  // namespace melsift::tools
