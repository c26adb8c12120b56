#include "recommend/duplicates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <span>

#include "base/track_form.h"
#include "recommend/sound.h"

namespace melsift::recommend {
namespace {

struct Heard {
  std::size_t track = 0;
  double length_s = 0.0;
  std::string name;  // empty if artist or title is unknown
};

// Sets of tracks that are joined step by step (Tarjan 1975).
class Sets {
 public:
  explicit Sets(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t one) {
    while (parents_[one] != one) one = parents_[one] = parents_[parents_[one]];
    return one;
  }
  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parents_;
};

// Whether the sum of squares stays below `most`; it is left off as soon as it doesn't.
bool is_within(const double* a, const double* b, std::size_t size, double most) {
  double sum = 0.0;
  for (std::size_t i = 0; i < size && sum < most; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum < most;
}

// Whether a field is the same in all records.
template <class Get>
bool agree(const Tracks& tracks, const std::vector<std::size_t>& list, const Get& get) {
  return std::ranges::all_of(list, [&](std::size_t track) {
    return get(tracks.record(track)) == get(tracks.record(list.front()));
  });
}

}  // namespace

std::vector<std::vector<std::size_t>> find_duplicates(const Tracks& tracks,
                                                      const DuplicateRules& rules) {
  const auto sound = Sound::of(tracks, {}, SoundKind::features);
  if (!sound) return {};
  const std::size_t size = sound->size();
  std::vector<Heard> heard;
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    const record::Record& record = tracks.record(track);
    if (!record.duration_s || sound->vector_of(record).empty()) continue;
    const bool named = !record.artist.empty() && !record.title.empty();
    heard.push_back(
        {track, *record.duration_s, named ? track_form(record.artist, record.title) : ""});
  }
  std::stable_sort(heard.begin(), heard.end(),
                   [](const Heard& a, const Heard& b) { return a.length_s < b.length_s; });
  std::vector<double> vectors(heard.size() * size);
  for (std::size_t i = 0; i < heard.size(); ++i)
    sound->standardise(tracks.record(heard[i].track), std::span(vectors).subspan(i * size, size));

  const auto squared = [&](double rms) { return rms * rms * static_cast<double>(size); };
  const double same_sound = squared(rules.same_sound), same_name = squared(rules.same_name);
  Sets sets(tracks.size());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    for (std::size_t j = i + 1; j < heard.size(); ++j) {
      if (heard[j].length_s - heard[i].length_s > rules.length_s) break;
      const bool named = !heard[i].name.empty() && heard[i].name == heard[j].name;
      if (is_within(&vectors[i * size], &vectors[j * size], size, named ? same_name : same_sound))
        sets.join(heard[i].track, heard[j].track);
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> lists;
  for (std::size_t track = 0; track < tracks.size(); ++track)
    lists[sets.find(track)].push_back(track);
  std::vector<std::vector<std::size_t>> result;
  for (auto& [first, list] : lists)
    if (list.size() > 1) result.push_back(std::move(list));
  return result;
}

std::vector<std::string> differing_fields(const Tracks& tracks,
                                          const std::vector<std::size_t>& list) {
  std::vector<std::string> names;
  const auto compare = [&](const char* name, const auto& get) {
    if (!agree(tracks, list, get)) names.emplace_back(name);
  };
  compare("title", [](const record::Record& record) { return record.title; });
  compare("artist", [](const record::Record& record) { return record.artist; });
  compare("album", [](const record::Record& record) { return record.album; });
  compare("genre", [](const record::Record& record) { return record.genre; });
  compare("year", [](const record::Record& record) { return record.year; });
  const auto lengths = [&](std::size_t track) {
    return tracks.record(track).duration_s.value_or(0.0);
  };
  const auto [shortest, longest] = std::ranges::minmax(list, {}, lengths);
  if (lengths(longest) - lengths(shortest) > 0.1) names.emplace_back("length");
  compare("sample_rate", [](const record::Record& record) { return record.sample_rate; });
  return names;
}

}  // namespace melsift::recommend
