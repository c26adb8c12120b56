// Hubs of a catalogue: how often each track is among the k recommended ones when every track in
// turn is the seed track.  The skewness of that k-occurrence (Radovanovic, Nanopoulos & Ivanovic
// 2010) and the fraction of tracks that are never recommended, without and with mutual proximity.
//
// usage: hubness_bench CATALOGUE [K [SEEDS]]
//   CATALOGUE is a CSV or JSON Lines file; K defaults to 10; SEEDS is the number of seed tracks,
//   by default all.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "recommend/recommender.h"
#include "record/source.h"

namespace {

using namespace melsift;

std::vector<record::Record> read(const char* path) {
  std::vector<record::Record> records;
  record::Source source(path);
  for (record::Record record; source.next(record);) {
    if (record.path.empty()) record.path = "#" + std::to_string(records.size());
    if (record.genre.empty() && !record.label.empty()) record.genre = {record.label};
    records.push_back(record);
  }
  return records;
}

struct Spread {
  double skewness = 0.0;
  double never = 0.0;
  double most = 0.0;
};

Spread spread_of(const std::vector<double>& counts) {
  const auto size = static_cast<double>(counts.size());
  double mean = 0.0, second = 0.0, third = 0.0;
  for (const double count : counts) mean += count / size;
  for (const double count : counts) {
    second += std::pow(count - mean, 2) / size;
    third += std::pow(count - mean, 3) / size;
  }
  return {third / std::pow(second, 1.5),
          static_cast<double>(std::ranges::count(counts, 0.0)) / size,
          *std::ranges::max_element(counts)};
}

void measure(const recommend::Tracks& tracks, std::size_t k, std::size_t seeds, bool mutual) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < tracks.size(); ++i) places[tracks.record(i).path] = i;
  std::vector<double> counts(tracks.size());
  std::mutex mutex;
  const auto begin = std::chrono::steady_clock::now();
  parallel_for(seeds, thread_count(0), [&](std::size_t number) {
    recommend::Request request;
    request.given = {tracks.record(number * tracks.size() / seeds)};
    request.mutual_proximity = mutual;
    request.selection.count = k;
    const auto answer = recommend::recommend(tracks, request);
    const std::lock_guard lock(mutex);
    for (const auto& record : answer.tracks) counts[places.at(record.path)] += 1.0;
  });
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const Spread spread = spread_of(counts);
  std::printf(
      "%-17s skewness %6.2f   never %5.1f %%   most often %4.0f of %zu   %6.2f ms a query\n",
      mutual ? "mutual proximity" : "as they are", spread.skewness, 100.0 * spread.never,
      spread.most, seeds, 1000.0 * seconds / static_cast<double>(seeds));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: hubness_bench CATALOGUE [K [SEEDS]]\n");
    return 2;
  }
  try {
    const recommend::Tracks tracks(read(argv[1]));
    const std::size_t k = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 10;
    const std::size_t wanted = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : tracks.size();
    const std::size_t seeds = std::clamp<std::size_t>(wanted, 1, tracks.size());
    for (const bool mutual : {false, true}) measure(tracks, k, seeds, mutual);
  } catch (const Error& error) {
    std::fprintf(stderr, "hubness_bench: %s\n", error.what());
    return 1;
  }
}
