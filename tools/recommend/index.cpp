#include "tools/recommend/index.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "index/index.h"
#include "recommend/explanation.h"
#include "recommend/profile.h"
#include "recommend/recommender.h"
#include "record/reader.h"

namespace melsift::tools {
namespace {

// Tracks that are looked up for each one wanted, at least so many, and how many times more where
// the filters leave too few of them.
constexpr std::size_t kLookedUpPerTrack = 50;
constexpr std::size_t kFewestLookedUp = 1000;
constexpr std::size_t kGrowth = 8;

record::Record record_at(const index::Index& index, const std::string& path, std::size_t row) {
  auto reader = record::Reader::over(path, std::string(index.payload(row)));
  record::Record record;
  reader.next(record);
  return record;
}

// Makes the unit vector the record's only vector.  It is of no front end.
void set_vector(record::Record& record, std::span<const float> unit) {
  record.embedding.clear();
  record.features.assign(unit.begin(), unit.end());
  record.front_end.clear();
}

// Replaces the record's vectors by its vector in the index's space; false if it has none there,
// and then it keeps no vector.
bool bring_into(const index::Index& index, record::Record& record) {
  for (const recommend::SoundSpace& space : recommend::sound_spaces(record)) {
    recommend::SoundSpace in_0_1_0 = space;  // its indexes name the front end of embeddings, too
    in_0_1_0.front_end = record.front_end;
    if (space.text() != index.description() && in_0_1_0.text() != index.description()) continue;
    set_vector(record, index.standardise(space.embedding ? record.embedding : record.features));
    return true;
  }
  set_vector(record, {});
  return false;
}

// The tracks that the names mean, by path or artist and title.
std::vector<record::Record> named(const index::Index& index, const std::string& path,
                                  const std::vector<recommend::WeightedName>& names) {
  std::vector<record::Record> seeds;
  std::vector<bool> found(names.size());
  std::vector<recommend::TrackName> wanted;
  for (const recommend::WeightedName& name : names) wanted.emplace_back(name.name);
  for (std::size_t row = 0; row < index.size() && !names.empty(); ++row) {
    record::Record record = record_at(index, path, row);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!wanted[i].is_path_of(record) && !wanted[i].is_name_of(record)) continue;
      found[i] = true;
      record.seed_weight = names[i].weight;
      set_vector(record, index.vector(row));
      seeds.push_back(record);
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!found[i])
      throw Error(ErrorKind::not_found, "\"" + names[i].name + "\"",
                  "no track of the index has this path, or this artist and title");
  }
  return seeds;
}

// The weighted mean of the given vectors, at length 1.
std::vector<float> query_of(const std::vector<record::Record>& given, std::size_t dimension) {
  std::vector<double> sum(dimension);
  for (const record::Record& record : given) {
    if (record.features.empty()) continue;
    for (std::size_t i = 0; i < dimension; ++i)
      sum[i] += recommend::seed_weight(record) * static_cast<double>(record.features[i]);
  }
  const double length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0));
  std::vector<float> query(dimension);
  for (std::size_t i = 0; i < dimension && length > 0.0; ++i)
    query[i] = static_cast<float>(sum[i] / length);
  return query;
}

}  // namespace

recommend::Answer recommend_from_index(Command& command, const RecommendOptions& options,
                                       const RecommendWish& wish,
                                       std::vector<record::Record> given) {
  const auto index = index::Index::open(options.index);
  recommend::Request request = wish.request;
  std::size_t comparable = 0;
  for (record::Record& record : given) comparable += bring_into(index, record) ? 1 : 0;
  for (const auto* names : {&wish.likes, &wish.dislikes}) {
    auto seeds = named(index, options.index, *names);
    comparable += seeds.size();
    std::ranges::move(seeds, std::back_inserter(given));
  }
  if (comparable == 0)
    throw Error(ErrorKind::invalid_argument, options.index,
                "is searched by sound: no track to go by has " + std::string(index.description()));
  if (comparable < given.size())
    command.warning(std::to_string(given.size() - comparable) + " of " +
                    std::to_string(given.size()) + " tracks to go by have no sound to compare");
  request.given = std::move(given);
  request.sound = recommend::Sound::as_is({false, index.dimension(), "", ""});

  const std::vector<float> query = query_of(request.given, index.dimension());
  const std::size_t wanted = request.selection.count;
  std::size_t looked_up = std::max(kFewestLookedUp, kLookedUpPerTrack * wanted);
  for (bool first = true;; first = false) {
    looked_up = std::min(looked_up, index.size());
    const auto hits = first ? index.nearest(query, looked_up, thread_count(0))
                            : index.exact(query, looked_up, thread_count(0));
    std::vector<record::Record> records;
    for (const index::Hit& hit : hits) {
      records.push_back(record_at(index, options.index, hit.row));
      set_vector(records.back(), index.vector(hit.row));
    }
    const recommend::Tracks tracks(std::move(records));
    recommend::Answer answer = recommend::recommend(tracks, request);
    if (answer.exact < wanted && looked_up < index.size()) {
      looked_up *= kGrowth;
      continue;
    }
    if (options.explain)
      command.note("of " + std::to_string(index.size()) + " tracks the " +
                   std::to_string(tracks.size()) + " nearest by sound are ranked");
    for (record::Record& record : answer.tracks) record.features.clear();
    return answer;
  }
}

}  // namespace melsift::tools
