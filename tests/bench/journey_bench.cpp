// How smooth journeys are: mean and longest step (cosine distance) of journeys between random
// tracks, of the straight line and of a random walk between the same ends; and how often the most
// frequent track stands in them, with and without the correction for hubs.
//
// usage: journey_bench CATALOGUE [JOURNEYS [TRACKS]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "recommend/journey.h"
#include "recommend/journey_paths.h"
#include "record/source.h"
#include "stopwatch.h"

namespace {

using namespace melsift;

std::vector<record::Record> read(const char* path) {
  std::vector<record::Record> records;
  record::Source source(path);
  for (record::Record record; source.next(record);)
    if (!record.features.empty() || !record.embedding.empty()) records.push_back(record);
  return records;
}

void print(const char* name, const std::vector<test::Path>& paths, const test::SoundMap& map) {
  const auto smooth = test::Smoothness::of(paths, map);
  std::vector<std::size_t> counts(map.size());
  for (const test::Path& path : paths)
    for (std::size_t i = 1; i + 1 < path.size(); ++i) ++counts[path[i]];
  std::printf("%-22s mean step %.3f   longest step %.3f   most frequent track %3zu   tracks %zu\n",
              name, smooth.mean, smooth.worst, *std::ranges::max_element(counts),
              counts.size() - static_cast<std::size_t>(std::ranges::count(counts, 0U)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: journey_bench CATALOGUE [JOURNEYS [TRACKS]]\n");
    return 2;
  }
  try {
    const recommend::Tracks tracks(read(argv[1]));
    const std::size_t journeys = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100;
    const std::size_t count = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 20;
    const auto sound = recommend::Sound::of(tracks, {});
    if (!sound) throw Error(ErrorKind::invalid_argument, argv[1], "has no sound");
    const test::SoundMap map(tracks, *sound);
    const std::vector<bool> all(tracks.size(), true);
    std::vector<test::Path> corrected, plain, lines, walks;
    Random random(1);
    double ms = 0.0;
    for (std::size_t i = 0; i < journeys; ++i) {
      const auto from = random.below(tracks.size());
      const auto to = (from + 1 + random.below(tracks.size() - 1)) % tracks.size();
      ms += bench::milliseconds([&] {
        corrected.push_back(
            recommend::find_journey(tracks, *sound, from, to, {.count = count}, all).tracks);
      });
      plain.push_back(
          recommend::find_journey(tracks, *sound, from, to, {count, false}, all).tracks);
      lines.push_back(map.straight_line(from, to, count));
      walks.push_back(map.random_walk(from, to, count, random));
    }
    std::printf("%zu journeys of %zu tracks through %zu, %s; %.1f ms each\n", journeys, count,
                tracks.size(), sound->space().text().c_str(), ms / static_cast<double>(journeys));
    print("journey", corrected, map);
    print("journey, hubs kept", plain, map);
    print("straight line", lines, map);
    print("random walk", walks, map);
  } catch (const Error& error) {
    std::fprintf(stderr, "journey_bench: %s\n", error.what());
    return 1;
  }
}
