// next_tracks: tracks to hear after a song, like `melsift classify | melsift recommend`.
#include <cstdio>
#include <utility>
#include <vector>

#include "analysis/classification.h"
#include "catalogue/store.h"
#include "model/committee.h"
#include "recommend/recommender.h"

using namespace melsift;

int main(int argc, char** argv) try {
  if (argc != 4) {
    std::fprintf(stderr, "usage: next_tracks MODEL CATALOGUE SONG\n");
    return 2;
  }
  const model::Committee committee({argv[1]}, 1);
  analysis::Track song;
  song.record.path = song.where = argv[3];
  std::vector<analysis::ClassificationTask> tasks(1);
  tasks[0].track = &song;
  analysis::classify(committee, tasks);
  if (tasks[0].failure) throw Error(*tasks[0].failure);
  std::fprintf(stderr, "%s\n", tasks[0].records.front().predicted.c_str());

  std::vector<record::Record> records;
  const auto store = catalogue::Store::open(argv[2], catalogue::Mode::read);
  store.for_each_track([&](record::Record&& record) { records.push_back(std::move(record)); });

  recommend::Request request;
  request.given = std::move(tasks[0].records);
  request.selection.count = 5;
  const recommend::Answer answer =
      recommend::recommend(recommend::Tracks(std::move(records)), request);
  for (const record::Record& record : answer.tracks) std::printf("%s\n", record.path.c_str());
} catch (const std::exception& failure) {
  std::fprintf(stderr, "next_tracks: %s\n", failure.what());
  return 1;
}
