#include "recommend/taste.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/error.h"
#include "model/trainer.h"
#include "recommend/catalogue.h"
#include "recommend/metadata_features.h"
#include "recommend/recommender.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

namespace {

// A listener who likes rock of the nineties and later, and jazz up to 1970.
bool likes(const record::Record& record) {
  const bool rock = record.genre.front() == "rock";
  return rock ? *record.year >= 1990 : record.genre.front() == "jazz" && *record.year <= 1970;
}

std::vector<record::Record> music() {
  std::vector<record::Record> records;
  for (const char* genre : {"rock", "jazz", "pop"}) {
    for (long long year = 1950; year < 2010; year += 2) {
      records.push_back(track(genre + std::to_string(year), {genre}, year));
      records.back().path = records.back().title;
      records.back().liked = likes(records.back());
    }
  }
  return records;
}

model::Model trained(const std::vector<record::Record>& records) {
  const auto metadata = MetadataFeatures::of(records);
  model::DatasetBuilder builder("liked");
  for (const record::Record& record : records)
    builder.add(with_metadata_features(record, metadata), record.path);
  const auto data = builder.build();
  auto settings = model::TrainingSettings::recipe("mlp");
  settings.epochs = 200;
  model::Partition parts;
  for (std::size_t row = 0; row < data.rows(); ++row) parts.train.push_back(row);
  return model::train(data, parts, settings, "liked");
}

}  // namespace

TEST_CASE("a taste trained on genre and year ranks new tracks") {
  Taste taste(trained(music()), "taste.safetensors");
  std::vector<record::Record> unmet;
  for (const char* genre : {"rock", "jazz", "pop"})
    for (long long year = 1951; year < 2010; year += 2)
      unmet.push_back(track(genre + std::to_string(year), {genre}, year));
  const Tracks tracks(unmet);
  const Voice voice = taste.voice(tracks, 1.0);
  std::size_t right = 0;
  for (std::size_t i = 0; i < tracks.size(); ++i)
    right += (voice.scores[i] > 0.5) == likes(unmet[i]) ? 1 : 0;
  CHECK(right >= tracks.size() * 9 / 10);

  Request request;
  request.voices = {voice};
  request.selection.count = 20;
  const Answer answer = recommend::recommend(tracks, request);
  REQUIRE(answer.tracks.size() == 20);
  for (const record::Record& record : answer.tracks) CHECK(likes(record));
  CHECK(answer.why[0].front().name("voice") == "taste");
  CHECK(answer.tracks[0].score > 0.9);
}

TEST_CASE("other models are not a taste; tracks without its features are unknown") {
  model::Model genres = trained(music());
  genres.labels = {"jazz", "rock"};
  CHECK_THROWS_WITH_AS(Taste(std::move(genres), "m.safetensors"),
                       "m.safetensors: is not a model of a taste: it has no class \"liked\" "
                       "(melsift train --target liked)",
                       Error);
  model::Model sound = trained(music());
  sound.front_end = "mfcc";
  Taste taste(std::move(sound), "m");
  CHECK(std::isnan(taste.voice(Tracks(music()), 1.0).scores[0]));
}
