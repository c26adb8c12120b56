// The index of a large catalogue: an exact query compared with a search of all vectors, and both
// with a plain read of the same memory; three shards compared with the whole; the graph compared
// with the exact answer; a process from its start to its first answer; and FAISS on the same
// vectors, all in one run.  Files that take long to make are kept in FOLDER and used again.
//
// usage: index_bench FOLDER [ROWS]  (default: 1000000 rows of 64 values)
//
// The rows are drawn around the standardised tracks of the GTZAN table in $MELSIFT_DATA (57
// features, projected at random to 64): a track, plus noise of half the deviation within its class.
// Without the table, around 710 points of a mixture of 10 normal classes.  Queries are drawn in the
// same way and are not among the rows.
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <Eigen/Cholesky>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/matrix.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/random.h"
#include "bench/peers/faiss_index.h"
#include "bench/stopwatch.h"
#include "index/file_format.h"
#include "index/index.h"
#include "index/shards.h"
#include "index/writer.h"
#include "support/support.h"

namespace {

using namespace melsift;
using bench::in_turns, bench::median, bench::milliseconds;

constexpr Eigen::Index kSize = 64;
constexpr double kNoise = 0.5;
constexpr std::size_t kCount = 10;
constexpr std::size_t kMany = 1000;  // rows that recommend looks up
constexpr std::size_t kQueries = 400;
constexpr std::uint64_t kQueryStream = ~std::uint64_t{0};

struct Centres {
  std::string name;
  Matrix rows;
  std::vector<std::string> classes;
};

// The features of the table's rows, columns of mean 0 and deviation 1.
Centres gtzan(const std::string& path) {
  const std::string bytes = read_file(path);
  Centres centres{"GTZAN's 710 tracks", {}, {}};
  std::vector<float> values;
  Eigen::Index columns = 0;
  std::string_view rest = bytes;
  for (bool header = true; !rest.empty(); header = false) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto fields = split_list(line, ',');
    if (header || fields.size() < 4) continue;
    centres.classes.push_back(fields.back());
    columns = static_cast<Eigen::Index>(fields.size()) - 3;  // not filename, length and label
    for (std::size_t i = 2; i + 1 < fields.size(); ++i)
      values.push_back(static_cast<float>(parse_real(fields[i]).value()));
  }
  centres.rows = Eigen::Map<const Matrix>(
      values.data(), static_cast<Eigen::Index>(centres.classes.size()), columns);
  return centres;
}

Matrix gaussian(Eigen::Index rows, Eigen::Index columns, Random& random) {
  return Matrix::NullaryExpr(rows, columns, [&] { return static_cast<float>(random.normal()); });
}

Centres mixture() {
  Random random(7);
  Centres centres{"a mixture of 10 normal classes", gaussian(710, 57, random), {}};
  const Matrix means = gaussian(10, 57, random);
  for (Eigen::Index i = 0; i < centres.rows.rows(); ++i) {
    centres.rows.row(i) += means.row(i % 10);
    centres.classes.push_back(std::to_string(i % 10));
  }
  return centres;
}

class Catalogue {
 public:
  Catalogue() {
    const auto table = test::outside("data/gtzan-features/features_30_sec.dev.csv");
    Centres centres = table ? gtzan(*table) : mixture();
    name_ = centres.name;
    Matrix& rows = centres.rows;
    rows.rowwise() -= rows.colwise().mean().eval();
    rows.array().rowwise() /= (rows.array().square().colwise().mean().sqrt() + 1e-12F).eval();
    std::map<std::string, std::pair<Matrix, float>> sums;
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
      auto& [sum, count] =
          sums.try_emplace(centres.classes[i], Matrix::Zero(1, rows.cols()), 0.0F).first->second;
      sum += rows.row(i);
      count += 1.0F;
    }
    Matrix within = rows;
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
      const auto& [sum, count] = sums.at(centres.classes[i]);
      within.row(i) -= sum / count;
    }
    Eigen::MatrixXf covariance = within.transpose() * within / static_cast<float>(rows.rows());
    covariance.diagonal().array() += 1e-6F;
    const Eigen::MatrixXf factor = covariance.llt().matrixL();
    Random random(1);
    const Matrix projection =
        gaussian(rows.cols(), kSize, random) / std::sqrt(static_cast<float>(rows.cols()));
    noise_ = static_cast<float>(kNoise) * factor.transpose() * projection;
    centres_ = rows * projection;
  }

  const std::string& name() const { return name_; }

  Matrix draw(std::uint64_t stream, Eigen::Index count) const {
    Random random = Random::stream(2, stream);
    Matrix rows = gaussian(count, noise_.rows(), random) * noise_;
    for (Eigen::Index i = 0; i < count; ++i)
      rows.row(i) += centres_.row(random.below(centres_.rows()));
    return rows;
  }

 private:
  std::string name_;
  Matrix centres_, noise_;
};

void make_index(const Catalogue& catalogue, const std::string& path, std::size_t rows) {
  index::Writer writer(path, "drawn");
  const double drawing = milliseconds([&] {
    for (std::size_t first = 0; first < rows; first += 1000) {
      const Matrix block = catalogue.draw(
          first, static_cast<Eigen::Index>(std::min<std::size_t>(1000, rows - first)));
      for (Eigen::Index i = 0; i < block.rows(); ++i) {
        const std::string payload = "{\"path\":\"" + std::to_string(first + i) + ".mp3\"}";
        writer.add({block.row(i).data(), kSize}, payload);
      }
    }
  });
  const double closing = milliseconds([&] { writer.close(index::GraphOptions{}); });
  std::printf("made: rows drawn and added in %.1f s, graph and file in %.1f s\n", drawing / 1000,
              closing / 1000);
}

// The rows of the whole index in three files, standardised as it is.
std::vector<std::string> make_shards(const Catalogue& catalogue, const std::string& path,
                                     const index::Index& whole) {
  constexpr std::size_t kShards = 3;
  std::vector<std::string> paths;
  for (std::size_t shard = 0; shard < kShards; ++shard) {
    paths.push_back(path + "." + std::to_string(shard + 1) + "of3");
    if (std::filesystem::exists(paths.back())) continue;
    const std::size_t begin = whole.size() * shard / kShards;
    const std::size_t end = whole.size() * (shard + 1) / kShards;
    index::Writer writer(paths.back(), "drawn");
    for (std::size_t first = begin / 1000 * 1000; first < end; first += 1000) {
      const std::size_t count = std::min<std::size_t>(1000, whole.size() - first);
      const Matrix block = catalogue.draw(first, static_cast<Eigen::Index>(count));
      for (std::size_t row = std::max(first, begin); row < std::min(first + count, end); ++row)
        writer.add({block.row(static_cast<Eigen::Index>(row - first)).data(), kSize}, "{}");
    }
    writer.close(index::GraphOptions{}, whole.standardisation());
  }
  return paths;
}

// The sum of all values, on `threads` threads that take blocks in turns, like the exact search.
float plain_read(const index::Index& index, unsigned threads) {
  using Lanes = float __attribute__((vector_size(32)));
  const auto* begin = reinterpret_cast<const Lanes*>(index.vector(0).data());
  const std::size_t count = index.size() * index::stride_of(index.dimension()) / 8;
  constexpr std::size_t kBlock = 1 << 17;
  std::atomic<std::size_t> next{0};
  std::vector<float> sums(threads);
  parallel_for(threads, threads, [&](std::size_t thread) {
    std::array<Lanes, 8> sum{};
    for (;;) {
      const std::size_t first = next.fetch_add(1) * kBlock;
      if (first >= count) break;
      const std::size_t last = std::min(count, first + kBlock);
      for (std::size_t i = first; i + 8 <= last; i += 8)
        for (std::size_t k = 0; k < 8; ++k) sum[k] += begin[i + k];
    }
    for (const Lanes& lanes : sum)
      for (int k = 0; k < 8; ++k) sums[thread] += lanes[k];
  });
  float total = 0.0F;
  for (const float sum : sums) total += sum;
  return total;
}

volatile float kept;  // so that the compiler keeps the measured code

using Answers = std::vector<std::vector<std::uint32_t>>;

std::vector<std::uint32_t> rows_of(const std::vector<index::Hit>& hits) {
  std::vector<std::uint32_t> rows;
  for (const index::Hit& hit : hits) rows.push_back(hit.row);
  return rows;
}

double recall(const Answers& answers, const Answers& truth) {
  std::size_t found = 0, wanted = 0;
  for (std::size_t q = 0; q < truth.size(); ++q) {
    for (const std::uint32_t row : truth[q]) {
      found += std::ranges::count(answers[q], row) > 0 ? 1 : 0;
      ++wanted;
    }
  }
  return static_cast<double>(found) / static_cast<double>(wanted);
}

// One line: time of a query (mean and the slowest of a hundred) and recall.
void measure(const char* name, const Answers& truth,
             const std::function<std::vector<std::uint32_t>(std::size_t)>& answer) {
  Answers answers(truth.size());
  std::vector<double> times(truth.size());
  for (std::size_t q = 0; q < truth.size(); ++q) answers[q] = answer(q);  // not counted
  for (std::size_t q = 0; q < truth.size(); ++q)
    times[q] = milliseconds([&] { answers[q] = answer(q); });
  double sum = 0.0;
  for (const double time : times) sum += time;
  std::ranges::sort(times);
  std::printf("  %-22s %8.3f ms  %8.3f ms  %8.4f\n", name, sum / static_cast<double>(times.size()),
              times[times.size() * 99 / 100], recall(answers, truth));
}

// A process that opens the index and answers once: from its start to its answer on our pipe.
double start_to_answer(const char* self, const std::string& path, const char* how) {
  return milliseconds([&] {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) std::exit(1);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string arguments[] = {self, "--answer", path, how};
    char* const argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                          arguments[3].data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, self, &actions, nullptr, argv, environ) != 0) std::exit(1);
    ::close(ends[1]);
    char byte = 0;
    if (::read(ends[0], &byte, 1) != 1) std::exit(1);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ::posix_spawn_file_actions_destroy(&actions);
  });
}

int answer_once(const std::string& path, const std::string& how) {
  const auto index = index::Index::open(path);
  const std::vector<float> raw(index.dimension(), 1.0F);
  const auto query = index.standardise(raw);
  const auto hits =
      how == "exact" ? index.exact(query, kCount, 2) : index.approximate(query, kCount);
  const auto payload = index.payload(hits.front().row);
  return ::write(STDOUT_FILENO, payload.data(), payload.size()) > 0 ? 0 : 1;
}

void run(const char* self, const std::string& folder, std::size_t rows) {
  const Catalogue catalogue;
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/" + std::to_string(rows) + ".index";
  if (!std::filesystem::exists(path)) make_index(catalogue, path, rows);
  const auto index = index::Index::open(path);
  std::printf("%zu rows of %zu values around %s, best %zu\n", index.size(), index.dimension(),
              catalogue.name().c_str(), kCount);
  std::vector<std::vector<float>> queries;
  const Matrix drawn = catalogue.draw(kQueryStream, kQueries);
  for (Eigen::Index q = 0; q < drawn.rows(); ++q)
    queries.push_back(index.standardise({drawn.row(q).data(), kSize}));
  const auto faiss = bench::faiss_of(index.vector(0).data(), index.size(), kSize, 16, 200,
                                     folder + "/" + std::to_string(rows) + ".faiss");

  std::size_t turn = 0;
  const auto query = [&] { return queries[turn++ % queries.size()]; };
  const auto exact = [&](unsigned threads) {
    return [&, threads] { kept = index.exact(query(), kCount, threads).front().score; };
  };
  const auto by_vectors = [&](unsigned threads) {
    return [&, threads] { kept = index.exact_by_vectors(query(), kCount, threads).front().score; };
  };
  const auto read = [&](unsigned threads) {
    return [&, threads] { kept = plain_read(index, threads); };
  };
  std::vector<std::function<void()>> candidates = {read(1), by_vectors(1), exact(1),
                                                   read(2), by_vectors(2), exact(2)};
  if (faiss)
    candidates.push_back(
        [&] { kept = static_cast<float>(faiss->flat(query().data(), kCount)[0]); });
  candidates.push_back([&] { kept = index.exact_by_vectors(query(), kMany, 2).front().score; });
  candidates.push_back([&] { kept = index.exact(query(), kMany, 2).front().score; });
  const auto times = in_turns(rows > 200'000 ? 41 : 401, candidates);
  std::printf("exact                       read     vectors  ratio     codes  codes/vectors\n");
  const auto line = [&](const char* name, std::size_t first) {
    std::printf("  %-22s %8.3f ms %8.3f ms %5.2f %8.3f ms %5.2f\n", name, times[first],
                times[first + 1], times[first + 1] / times[first], times[first + 2],
                times[first + 2] / times[first + 1]);
  };
  line("one thread", 0);
  line("two threads", 3);
  const std::size_t many = faiss ? 7 : 6;
  std::printf("  %-22s %11s %8.3f ms %5s %8.3f ms %5.2f\n", "best 1000, two threads", "",
              times[many], "", times[many + 1], times[many + 1] / times[many]);
  if (faiss)
    std::printf("  %-22s %11s %8.3f ms %5.2f\n", "FAISS flat, one thread", "", times[6],
                times[6] / times[0]);
  std::size_t different = 0;
  for (const auto& one : queries)
    different += index.exact(one, kCount, 2) == index.exact_by_vectors(one, kCount, 2) ? 0 : 1;
  std::printf("  %zu of %zu answers differ\n", different, queries.size());
  if (different > 0) std::exit(1);

  Answers truth;
  for (const auto& one : queries) truth.push_back(rows_of(index.exact(one, kCount, 2)));
  std::printf("graph, one thread           mean     slowest %%   recall@10\n");
  for (const std::size_t ef : {16, 32, 64, 96, 128, 192, 256, 512})
    measure(("ef " + std::to_string(ef)).c_str(), truth,
            [&](std::size_t q) { return rows_of(index.approximate(queries[q], kCount, ef)); });
  if (faiss) {
    measure("FAISS flat", truth,
            [&](std::size_t q) { return faiss->flat(queries[q].data(), kCount); });
    for (const std::size_t ef : {64, 128, 256, 512})
      measure(("FAISS HNSW, ef " + std::to_string(ef)).c_str(), truth,
              [&](std::size_t q) { return faiss->hnsw(queries[q].data(), kCount, ef); });
  }

  const auto shards = index::Shards::open(make_shards(catalogue, path, index));
  for (const auto& one : queries)
    different += shards.exact(one, kMany, 2) == index.exact(one, kMany, 2) ? 0 : 1;
  std::printf("three shards: %zu of %zu answers of %zu rows differ from the whole's\n", different,
              queries.size(), kMany);
  if (different > 0) std::exit(1);
  const auto shard_times =
      in_turns(41, {exact(2), [&] { kept = shards.exact(query(), kCount, 2).front().score; }});
  std::printf("  %-22s %8.3f ms, the whole %8.3f ms\n", "exact, two threads", shard_times[1],
              shard_times[0]);
  measure("graphs", truth,
          [&](std::size_t q) { return rows_of(shards.nearest(queries[q], kCount, 1)); });

  std::printf("a process, from its start to its answer\n");
  for (const char* how : {"exact", "graph"}) {
    std::vector<double> starts;
    for (int i = 0; i < 21; ++i) starts.push_back(start_to_answer(self, path, how));
    std::printf("  %-22s %8.1f ms, slowest of 21 %.1f ms\n", how, median(starts),
                *std::ranges::max_element(starts));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--answer") == 0) return answer_once(argv[2], argv[3]);
  if (argc < 2) {
    std::fprintf(stderr, "usage: index_bench FOLDER [ROWS]\n");
    return 2;
  }
  const auto rows = argc > 2 ? parse_integer(argv[2]).value_or(0) : 1'000'000;
  if (rows < 1000) return 2;
  run(argv[0], argv[1], static_cast<std::size_t>(rows));
  return 0;
}
