#include "recommend/indexed_tracks.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <mutex>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "recommend/profile.h"
#include "recommend/recommender.h"
#include "recommend/row_facets.h"
#include "recommend/sound.h"
#include "record/reader.h"

namespace melsift::recommend {
namespace {

// Rows looked up for each wanted track, the least number of rows, and the factor by which it grows
// if the filters leave too few of them.
constexpr std::size_t kLookedUpPerTrack = 50;
constexpr std::size_t kMinLookedUp = 1000;
constexpr std::size_t kGrowth = 8;
constexpr std::size_t kReadAtOnce = 4096;  // rows whose records are in memory at a time
// The nearest rows among which a search by facets finds tracks for widened filters.
constexpr std::size_t kForWidening = 8000;

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

struct IndexedTracks::Facets {
  std::once_flag read;
  std::optional<RowFacets> rows;
};

IndexedTracks::IndexedTracks(std::span<const std::string> paths)
    : index_(index::Shards::open(paths)), facets_(std::make_unique<Facets>()) {}

IndexedTracks::~IndexedTracks() = default;
IndexedTracks::IndexedTracks(IndexedTracks&&) noexcept = default;

record::Record IndexedTracks::record(std::size_t row) const {
  auto reader = record::Reader::over(index_.path_of(row), std::string(index_.payload(row)));
  record::Record record;
  reader.next(record);
  return record;
}

// One reader takes them all, because to begin one costs more than a record.  If one is damaged,
// they are read one by one, so that the message names its file.
std::vector<record::Record> IndexedTracks::records_at(std::span<const std::size_t> rows) const {
  std::string lines;
  for (const std::size_t row : rows) lines.append(index_.payload(row)).append(1, '\n');
  std::vector<record::Record> records(rows.size());
  try {
    auto reader = record::Reader::over(index_.first_path(), std::move(lines));
    const auto next = [&](record::Record& record) { return reader.next(record); };
    record::Record more;
    if (std::ranges::all_of(records, next) && !next(more)) return records;
  } catch (const Error&) {
  }
  std::ranges::transform(rows, records.begin(), [this](std::size_t row) { return record(row); });
  return records;
}

void IndexedTracks::read_facets(unsigned threads, const std::stop_token& stop) const {
  std::call_once(facets_->read, [&] {
    facets_->rows.emplace(size(), threads, [&](std::size_t first, std::size_t count) {
      if (stop.stop_requested())
        throw Error(ErrorKind::io, index_.first_path(), "reading was stopped");
      std::vector<std::size_t> rows(count);
      std::iota(rows.begin(), rows.end(), first);
      return records_at(rows);
    });
  });
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
  const std::size_t end = names.empty() ? 0 : size();
  std::vector<std::size_t> rows;
  for (std::size_t first = 0; first < end; first += rows.size()) {
    rows.resize(std::min(kReadAtOnce, end - first));
    std::iota(rows.begin(), rows.end(), first);
    std::vector<record::Record> records = records_at(rows);
    for (std::size_t r = 0; r < records.size(); ++r)
      for (std::size_t i = 0; i < names.size(); ++i) {
        record::Record& here = records[r];
        if (!wanted[i].is_path_of(here) && !wanted[i].is_name_of(here)) continue;
        found[i] = true;
        here.seed_weight = names[i].weight;
        set_vector(here, index_.vector(rows[r]));
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
  std::vector<std::size_t> rows;
  for (const index::Hit& hit : hits) rows.push_back(hit.row);
  std::vector<record::Record> records = records_at(rows);
  gone.clear();
  for (std::size_t i = 0; i < records.size(); ++i) {
    set_vector(records[i], index_.vector(rows[i]));
    if (search.renew) gone.push_back(!search.renew(records[i]));
  }
  return Tracks(std::move(records));
}

// The nearest rows that pass the filters, at most `count`, and as many of the nearest of all. `all`
// says whether no other row passes.  If it is set already, widened filters need more: rows that
// would pass with any year and language, and more of the nearest.
std::vector<index::Hit> IndexedTracks::candidates(std::span<const float> query, std::size_t count,
                                                  const Filters& filters, unsigned threads,
                                                  bool& all) const {
  read_facets(threads);
  const RowFacets& facets = *facets_->rows;
  const bool widens = all;
  std::vector<index::Hit> hits = index_.exact(query, count, threads, facets.passing(filters));
  all = hits.size() < count;
  const auto add = [&](std::vector<index::Hit> more) {
    hits.insert(hits.end(), more.begin(), more.end());
  };
  Filters wider = filters;
  wider.years.reset();
  wider.languages.clear();
  if (widens && (filters.years || !filters.languages.empty()) && RowFacets::restricts(wider))
    add(index_.exact(query, count, threads, facets.passing(wider)));
  add(index_.exact(query, widens ? std::max(count, kForWidening) : count, threads));
  std::ranges::sort(hits, index::is_better);
  hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  return hits;
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
  const bool by_facets = search.by_facets && RowFacets::restricts(request.filters);
  bool all = false;  // whether all rows that pass the filters are looked up
  bool widened = false;
  for (bool first = true;; first = false) {
    looked_up = std::min(looked_up, most);
    widened = all;
    const auto hits = first ? index_.nearest(query, looked_up, search.threads)
                      : by_facets
                          ? candidates(query, looked_up, request.filters, search.threads, all)
                          : index_.exact(query, looked_up, search.threads);
    const Tracks tracks = tracks_at(hits, search, request.gone);
    result.answer = recommend::recommend(tracks, request);
    if (result.answer.exact < wanted && looked_up < most && !widened) {
      if (!by_facets || (!first && !all)) looked_up *= kGrowth;
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
