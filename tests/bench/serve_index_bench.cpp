// The API of serve over an index of a large library: from a request to its JSON, without a socket.
// The index is kept in FOLDER and used again.
//
// usage: serve_index_bench FOLDER [ROWS]  (default: 1000000 rows of 64 values)
//
// The rows are drawn around 2,000 points, each of one of 200 genres.  The most frequent genre has
// 20 % of the tracks, the rarest about 0.1 %.  The catalogue has 1,000 of the tracks.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/number.h"
#include "base/parallel.h"
#include "base/random.h"
#include "bench/stopwatch.h"
#include "catalogue/store.h"
#include "index/index.h"
#include "index/writer.h"
#include "record/writer.h"
#include "web/api.h"
#include "web/api_requests.h"

namespace {

using namespace melsift;

constexpr std::size_t kSize = 64;
constexpr std::size_t kCentres = 2000;
constexpr std::size_t kGenres = 200;
constexpr std::size_t kCatalogued = 1000;
constexpr int kRequests = 200;

// Each genre has a share of the centres in proportion to 1 / its number, as in large libraries.
std::vector<std::size_t> genres_of_centres() {
  double sum = 0.0;
  for (std::size_t genre = 0; genre < kGenres; ++genre) sum += 1.0 / static_cast<double>(genre + 1);
  std::vector<std::size_t> genres;
  for (std::size_t genre = 0; genre < kGenres; ++genre) {
    const double share = 1.0 / static_cast<double>(genre + 1) / sum;
    genres.insert(genres.end(),
                  std::max<std::size_t>(1, static_cast<std::size_t>(share * kCentres)), genre);
  }
  return genres;
}

class Generator {
 public:
  Generator() : genres_(genres_of_centres()), centres_(genres_.size() * kSize) {
    Random random(1);
    for (float& value : centres_) value = static_cast<float>(random.normal());
  }

  // Track `row`, with its vector in the features.
  record::Record track(std::size_t row) const {
    Random random(row + 2);
    const std::size_t centre = random.below(genres_.size());
    record::Record record;
    record.path = "/music/" + std::to_string(row) + ".flac";
    record.title = "Title " + std::to_string(row);
    record.artist = "Artist " + std::to_string(row / 12);
    record.album = "Album " + std::to_string(row / 12);
    record.genre = {"genre " + std::to_string(genres_[centre])};
    record.year = 1960 + static_cast<long long>(random.below(60));
    record.front_end = "generated";
    for (std::size_t i = 0; i < kSize; ++i)
      record.features.push_back(centres_[centre * kSize + i] +
                                0.5F * static_cast<float>(random.normal()));
    return record;
  }

 private:
  std::vector<std::size_t> genres_;  // of each centre
  std::vector<float> centres_;
};

void make_index(const Generator& generator, const std::string& path, std::size_t rows) {
  index::Writer writer(path, "features of " + std::to_string(kSize) + " values (generated)");
  for (std::size_t row = 0; row < rows; ++row) {
    record::Record record = generator.track(row);
    const std::vector<float> vector = std::move(record.features);
    record.features.clear();
    record.front_end.clear();
    writer.add(vector, record::to_json(record));
  }
  writer.close({});
}

void make_catalogue(const Generator& generator, const std::string& path) {
  auto store = catalogue::Store::open(path, catalogue::Mode::write);
  store.transaction([&] {
    for (std::size_t row = 0; row < kCatalogued; ++row) store.put(generator.track(row), "");
  });
}

// The facets of the rows are read after the start; a request that needs them waits.
void wait_for_facets(web::Api& api) {
  web::Request request = test::api_request(
      "/api/recommend", {{"like", {"index-0"}}, {"genres", {"genre 199"}}, {"count", 10}});
  const double time = bench::milliseconds([&] { api(request); });
  std::printf("facets read after %.1f s\n", time / 1000.0);
}

void measure(web::Api& api, std::size_t rows, const char* name, const web::Json& wish) {
  Random random(3);
  std::vector<double> times;
  std::size_t found = 0;
  for (int i = 0; i <= kRequests; ++i) {
    web::Json body = wish;
    body["like"] = {"index-" + std::to_string(random.below(rows))};
    web::Request request = test::api_request("/api/recommend", body);
    const double time =
        bench::milliseconds([&] { found += web::Json::parse(api(request).body)["tracks"].size(); });
    if (i > 0) times.push_back(time);  // the first maps the file
  }
  std::ranges::sort(times);
  std::printf("  %-34s %8.1f ms  %8.1f ms  %8.1f ms  %6.1f\n", name, times[times.size() / 2],
              times[times.size() * 95 / 100], times.back(),
              static_cast<double>(found) / (kRequests + 1));
}

void run(const std::string& folder, std::size_t rows) {
  const Generator generator;
  std::filesystem::create_directories(folder);
  web::Settings settings;
  settings.threads = thread_count(0);
  settings.indexes = {folder + "/" + std::to_string(rows) + ".serve.index"};
  settings.catalogue = folder + "/serve.db";
  if (!std::filesystem::exists(settings.indexes.front()))
    make_index(generator, settings.indexes.front(), rows);
  if (!std::filesystem::exists(settings.catalogue)) make_catalogue(generator, settings.catalogue);
  web::Events events(1);
  const web::Traffic traffic({});
  web::Api api(settings, events, traffic);
  std::printf("%zu rows of %zu values, %u threads\n", rows, kSize, settings.threads);
  wait_for_facets(api);
  std::printf("  %-34s %11s  %11s  %11s  %6s\n", "wish", "median", "95 %", "slowest", "tracks");
  measure(api, rows, "10 tracks like one", {{"count", 10}});
  measure(api, rows, "100 tracks like one", {{"count", 100}});
  measure(api, rows, "10 diverse ones", {{"count", 10}, {"diversity", 0.5}});
  measure(api, rows, "10 of one decade", {{"count", 10}, {"years", "1980-1989"}});
  measure(api, rows, "10 of the most frequent genre", {{"count", 10}, {"genres", {"genre 0"}}});
  measure(api, rows, "10 of a genre with 1 %", {{"count", 10}, {"genres", {"genre 15"}}});
  measure(api, rows, "10 of the rarest genre", {{"count", 10}, {"genres", {"genre 199"}}});
  measure(api, rows, "10 of it, of one year",
          {{"count", 10}, {"genres", {"genre 199"}}, {"years", "1985"}});
  measure(api, rows, "10 by one artist", {{"count", 10}, {"artists", {"Artist 17"}}});
  measure(api, rows, "10 of an unknown genre", {{"count", 10}, {"genres", {"genre 200"}}});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: serve_index_bench FOLDER [ROWS]\n");
    return 2;
  }
  const auto rows = argc > 2 ? parse_integer(argv[2]).value_or(0) : 1'000'000;
  if (rows < 1000) return 2;
  run(argv[1], static_cast<std::size_t>(rows));
  return 0;
}
