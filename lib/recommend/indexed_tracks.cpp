#include "recommend/indexed_tracks.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "recommend/profile.h"
#include "recommend/recommender.h"
#include "recommend/sound.h"
#include "record/reader.h"

namespace melsift::recommend {
namespace {

// Rows looked up for each wanted track, the least number of rows, and the factor by which it grows
// if the filters leave too few of them.
constexpr std::size_t kLookedUpPerTrack = 50;
constexpr std::size_t kMinLookedUp = 1000;
constexpr std::size_t kGrowth = 8;

// Makes the unit vector the record's only vector; see Sound::of_index.
void set_vector(record::Record& record, std::span<const float> unit) {
  record.embedding.clear();
  record.features.assign(unit.begin(), unit.end());
}

// Whether an index with this description holds vectors of the record's space.
bool is_described(SoundSpace space, const record::Record& record, std::string_view description) {
  if (space.text() == description) return true;
  space.front_end = record.front_end;  // indexes of 0.1.0 name the front end of embeddings, too
  return space.text() == description;
}

std::optional<SoundSpace> comparable_space(const record::Record& record,
                                           std::string_view description) {
  for (SoundSpace& space : sound_spaces(record))
    if (is_described(space, record, description)) return std::move(space);
  return std::nullopt;
}

}  // namespace

Fact IndexAnswer::without_sound_fact() const {
  return {FactKind::without_sound,
          {},
          {{"tracks", static_cast<double>(without_sound)}, {"seeds", static_cast<double>(seeds)}},
          {}};
}

IndexedTracks::IndexedTracks(std::span<const std::string> paths)
    : index_(index::Shards::open(paths)) {}

record::Record IndexedTracks::record(std::size_t row) const {
  auto reader = record::Reader::over(index_.path_of(row), std::string(index_.payload(row)));
  record::Record record;
  reader.next(record);
  return record;
}

record::Record IndexedTracks::seed(std::size_t row) const {
  record::Record seed = record(row);
  set_vector(seed, index_.vector(row));
  return seed;
}

std::string IndexedTracks::front_end() const {
  const std::string_view description = index_.description();
  const std::size_t begin = description.find('(');
  if (!description.starts_with("features ") || !description.ends_with(')') ||
      begin == std::string_view::npos)
    return {};
  const auto text = description.substr(begin + 1, description.size() - begin - 2);
  return text == "no front end" ? std::string() : std::string(text);
}

bool IndexedTracks::can_compare(const record::Record& record) const {
  return comparable_space(record, index_.description()).has_value();
}

// Replaces the record's vectors by its vector in the index's space.  If it has none, the record
// keeps no vector, and the result is false.
bool IndexedTracks::use_index_vector(record::Record& record) const {
  const auto space = comparable_space(record, index_.description());
  if (space) {
    const bool embedded = space->kind == VectorKind::embedding;
    set_vector(record, index_.standardise(embedded ? record.embedding : record.features));
  } else {
    set_vector(record, {});
  }
  return space.has_value();
}

std::vector<record::Record> IndexedTracks::seeds_named(std::span<const WeightedName> names) const {
  std::vector<record::Record> seeds;
  std::vector<bool> found(names.size());
  std::vector<TrackName> wanted;
  for (const WeightedName& name : names) wanted.emplace_back(name.name);
  for (std::size_t row = 0; row < index_.size() && !names.empty(); ++row) {
    record::Record here = record(row);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!wanted[i].is_path_of(here) && !wanted[i].is_name_of(here)) continue;
      found[i] = true;
      here.seed_weight = names[i].weight;
      set_vector(here, index_.vector(row));
      seeds.push_back(here);
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!found[i])
      throw Error(ErrorKind::not_found, "\"" + names[i].name + "\"",
                  "no track of the index has this path, or this artist and title");
  }
  return seeds;
}

// The weighted mean of the seeds' vectors, at length 1.
std::vector<float> IndexedTracks::query_of(std::span<const record::Record> seeds) const {
  std::vector<double> sum(index_.dimension());
  for (const record::Record& seed : seeds) {
    if (seed.features.empty()) continue;
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += seed_weight(seed) * static_cast<double>(seed.features[i]);
  }
  const double length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0));
  std::vector<float> query(sum.size());
  for (std::size_t i = 0; i < sum.size() && length > 0.0; ++i)
    query[i] = static_cast<float>(sum[i] / length);
  return query;
}

Tracks IndexedTracks::tracks_at(std::span<const index::Hit> hits, const IndexSearch& search,
                                std::vector<bool>& gone) const {
  std::vector<record::Record> records;
  records.reserve(hits.size());
  gone.clear();
  for (const index::Hit& hit : hits) {
    records.push_back(seed(hit.row));
    if (search.renew) gone.push_back(!search.renew(records.back()));
  }
  return Tracks(std::move(records));
}

IndexAnswer IndexedTracks::recommend(Request request, std::vector<record::Record> found,
                                     const IndexSearch& search) const {
  IndexAnswer result;
  std::size_t comparable = found.size();
  for (record::Record& record : request.given) comparable += use_index_vector(record) ? 1 : 0;
  std::ranges::move(found, std::back_inserter(request.given));
  result.seeds = request.given.size();
  result.without_sound = result.seeds - comparable;
  if (comparable == 0)
    throw Error(ErrorKind::invalid_argument, index_.first_path(),
                "is searched by sound, but no seed track has " + std::string(index_.description()));
  request.sound = Sound::of_index(index_.dimension());

  const std::vector<float> query = query_of(request.given);
  const std::size_t wanted = request.selection.count;
  const std::size_t most = std::min(index_.size(), search.most_ranked);
  std::size_t looked_up = std::max(kMinLookedUp, kLookedUpPerTrack * wanted);
  for (bool first = true;; first = false) {
    looked_up = std::min(looked_up, most);
    const auto hits = first ? index_.nearest(query, looked_up, search.threads)
                            : index_.exact(query, looked_up, search.threads);
    const Tracks tracks = tracks_at(hits, search, request.gone);
    result.answer = recommend::recommend(tracks, request);
    if (result.answer.exact < wanted && looked_up < most) {
      looked_up *= kGrowth;
      continue;
    }
    result.ranked = tracks.size();
    for (record::Record& record : result.answer.tracks) {
      record.features.clear();
      record.front_end.clear();
    }
    for (std::size_t& place : result.answer.places) place = hits[place].row;
    return result;
  }
}

}  // namespace melsift::recommend
