#include "recommend/crowd_listener.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/number.h"
#include "recommend/item_values.h"

namespace melsift::recommend {
namespace {

constexpr std::size_t kNamedCauses = 3;

// The items in the numbers of the model, ascending; unknown items are left out.
std::vector<crowd::Listen> known_listens(const crowd::CrowdModel& model, const Plays& plays) {
  std::vector<crowd::Listen> listens;
  for (const auto& [item, count] : plays) {
    if (const auto number = model.item(item))
      listens.push_back({*number, static_cast<float>(count)});
  }
  std::ranges::sort(listens, {}, [](const crowd::Listen& listen) { return listen.column; });
  return listens;
}

}  // namespace

std::vector<ItemScore> unplayed_items(const crowd::CrowdModel& model, const Plays& plays) {
  const std::vector<float> scores = model.scores(known_listens(model, plays));
  std::vector<ItemScore> items;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!plays.contains(model.items()[i]))
      items.push_back({model.items()[i], static_cast<double>(scores[i])});
  }
  return items;
}

std::vector<record::Record> played_tracks(const Plays& plays, const Tracks& tracks) {
  ItemValues played;
  for (const auto& [item, count] : plays) played.add(item, count);
  std::vector<record::Record> seeds;
  for (const record::Record& record : tracks.records()) {
    const auto count = played.of_track(record);
    if (!count) continue;
    seeds.push_back(record);
    seeds.back().seed_weight = std::log1p(*count);
  }
  return seeds;
}

Answer best_items(const crowd::CrowdModel& model, const Plays& plays, std::size_t count) {
  const auto listens = known_listens(model, plays);
  const std::vector<float> scores = model.scores(listens);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < scores.size(); ++i)
    if (!plays.contains(model.items()[i])) order.push_back(i);
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
                    });
  Answer answer;
  answer.exact = count;
  for (std::size_t i = 0; i < count; ++i) {
    record::Record& record = answer.tracks.emplace_back();
    record.path = model.items()[order[i]];
    record.rank = static_cast<long long>(i) + 1;
    record.score = static_cast<double>(scores[order[i]]);
    answer.places.push_back(order[i]);
    std::vector<Fact>& why = answer.why.emplace_back();
    for (const crowd::Reason& reason : model.reasons(order[i], listens, kNamedCauses))
      why.push_back({FactKind::played,
                     {{"item", model.items()[reason.item]}},
                     {{"share", parse_real(to_fixed(reason.share, 2)).value_or(reason.share)}},
                     {}});
  }
  return answer;
}

}  // namespace melsift::recommend
