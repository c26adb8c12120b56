// Training time of the crowd models on a random history of last.fm's size (HetRec 2011): 1,900
// users, 15,400 items of very uneven popularity, 40 listens a user; and the time of one user's
// scores.
#include <cmath>
#include <cstdio>
#include <string>

#include "base/parallel.h"
#include "base/random.h"
#include "crowd/crowd_model.h"
#include "stopwatch.h"

namespace {

using namespace melsift;

constexpr int kUsers = 1900;
constexpr int kListens = 40;
constexpr double kItems = 15'400;

// Item numbers whose logarithms are uniform: the popularity falls as 1 / rank.
crowd::Listens history() {
  Random random(1);
  crowd::Listens::Builder builder;
  for (int user = 0; user < kUsers; ++user)
    for (int i = 0; i < kListens; ++i)
      builder.add({std::to_string(user),
                   std::to_string(static_cast<int>(std::pow(kItems, random.uniform()))),
                   std::floor(std::exp(8.0 * random.uniform()))});
  return std::move(builder).build();
}

}  // namespace

int main() {
  const auto listens = history();
  const unsigned threads = thread_count(0);
  std::printf("%zu listens of %zu users to %zu items, %u threads\n", listens.count(),
              listens.users().size(), listens.items().size(), threads);
  for (const std::string& arch : crowd::arch_names()) {
    const auto settings = crowd::Settings::recipe(crowd::parse_arch(arch));
    crowd::CrowdParts parts;
    const double train_ms =
        bench::milliseconds([&] { parts = crowd::train_crowd(listens, settings, 1, threads); });
    const crowd::CrowdModel model(std::move(parts));
    const double score_ms = bench::in_turns(51, {[&] { model.scores(listens.of(0)); }}).front();
    std::printf("  %-10s  %6.2f s to train, %6.2f ms to score all items for a user\n", arch.c_str(),
                train_ms / 1000.0, score_ms);
  }
  return 0;
}
