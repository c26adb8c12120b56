#include "tools/recommend/crowd.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "catalogue/store.h"
#include "crowd/crowd_model.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kNamedCauses = 3;

// A user's items and plays, by the item's name.
std::map<std::string, double> plays_of(const std::string& user, const std::string& path) {
  std::map<std::string, double> plays;
  if (path != "-" && catalogue::is_database(path)) {
    for (const catalogue::Listen& listen :
         catalogue::Store::open(path, catalogue::Mode::read).listens())
      if (listen.user == user) plays[listen.item] += static_cast<double>(listen.plays);
  } else {
    record::ListenReader reader(path);
    for (record::ListenRow row; reader.next(row);)
      if (row.user == user) plays[row.item] += row.plays;
  }
  if (plays.empty()) throw Error(ErrorKind::not_found, path, "has no listens of user " + user);
  return plays;
}

// As the model numbers them, ascending; those that it does not know are left out.
std::vector<crowd::Listen> known_listens(const crowd::CrowdModel& model,
                                         const std::map<std::string, double>& plays) {
  std::vector<crowd::Listen> listens;
  for (const auto& [item, count] : plays) {
    if (const auto number = model.item(item))
      listens.push_back({*number, static_cast<float>(count)});
  }
  std::ranges::sort(listens, {}, [](const crowd::Listen& listen) { return listen.column; });
  return listens;
}

}  // namespace

CrowdWord ask_crowd(const RecommendOptions& options) {
  const auto model = crowd::load_crowd(options.crowd);
  const auto plays = plays_of(options.user, options.listens);
  const std::vector<float> scores = model.scores(known_listens(model, plays));
  CrowdWord word;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!plays.contains(model.items()[i]))
      word.items.push_back({model.items()[i], static_cast<double>(scores[i])});
  }
  word.played.assign(plays.begin(), plays.end());
  return word;
}

std::vector<record::Record> best_items(const RecommendOptions& options) {
  const auto model = crowd::load_crowd(options.crowd);
  const auto plays = plays_of(options.user, options.listens);
  const auto listens = known_listens(model, plays);
  const std::vector<float> scores = model.scores(listens);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < scores.size(); ++i)
    if (!plays.contains(model.items()[i])) order.push_back(i);
  const std::size_t count = std::min(options.count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
                    });
  std::vector<record::Record> records(count);
  for (std::size_t i = 0; i < count; ++i) {
    records[i].path = model.items()[order[i]];
    records[i].rank = static_cast<long long>(i) + 1;
    records[i].score = static_cast<double>(scores[order[i]]);
    for (const crowd::Reason& reason : model.reasons(order[i], listens, kNamedCauses))
      records[i].reasons.push_back("because of " + model.items()[reason.item] + " (" +
                                   to_fixed(reason.share, 2) + ")");
  }
  return records;
}

}  // namespace melsift::tools
