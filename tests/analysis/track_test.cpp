// Tracks, their features and their tags.
#include "analysis/track.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "analysis/extraction.h"
#include "analysis/small_model.h"
#include "base/error.h"
#include "base/file.h"

using namespace melsift;
using analysis::Track;

namespace {

// Through a path and through standard input.
std::vector<Track> both_ways(const std::string& path) {
  Track from_path, from_bytes;
  from_path.record.path = from_path.where = path;
  from_bytes.where = "standard input";
  from_bytes.audio = std::make_shared<audio::TrackFile>(read_file(path), "standard input");
  return {from_path, from_bytes};
}

feature::Extractor extractor(double segment_s = 0.0) {
  feature::FrontEnd front_end{.set = feature::FeatureSet::mfcc};
  front_end.sr = 8000;
  front_end.segment_s = segment_s;
  return feature::Extractor(front_end);
}

}  // namespace

TEST_CASE("a track has the same features as a file and as bytes") {
  const test::TemporaryFolder folder;
  const std::string path = test::tone(folder, "a.wav", 2.0);
  const auto tracks = both_ways(path);
  const auto expected = extractor()(audio::read(path, 8000).samples).vector;
  for (const Track& track : tracks) {
    for (int twice = 0; twice < 2; ++twice) {
      const auto records = analysis::extract_records(track, extractor());
      REQUIRE(records.size() == 1);
      CHECK(records[0].features == expected);
      CHECK(records[0].duration_s == 2.0);
      CHECK(records[0].sample_rate == 8000);
    }
  }
  CHECK(tracks[0].audio_name() == path);
  CHECK(tracks[1].audio_name() == "standard input");
}

TEST_CASE("a part of a track has the features of its samples") {
  const test::TemporaryFolder folder;
  const auto tracks = both_ways(test::tone(folder, "a.wav", 2.0));
  const auto samples = audio::read(tracks[0].record.path, 8000).samples;
  const auto expected = extractor()(std::span(samples).subspan(4000, 8000)).vector;
  for (const Track& track : tracks) {
    const auto records =
        analysis::extract_records(track, extractor(), {.offset_s = 0.5, .duration_s = 1.0});
    CHECK(records[0].features == expected);
    CHECK(records[0].duration_s == 1.0);
  }
}

TEST_CASE("faults of the samples are reported for the track") {
  const test::TemporaryFolder folder;
  for (const Track& track : both_ways(test::tone(folder, "a.wav", 2.0))) {
    try {
      analysis::extract_records(track, extractor(3.0));
      FAIL("shorter than a piece");
    } catch (const Error& error) {
      CHECK(error.what() == track.audio_name() + ": is 2.00 s long, shorter than a piece of 3 s");
      CHECK(error.kind() == ErrorKind::invalid_argument);
    }
  }
  Track nameless;
  nameless.where = "tracks.jsonl:17";
  CHECK_THROWS_WITH_AS(analysis::extract_records(nameless, extractor()),
                       "tracks.jsonl:17: the record has no path", Error);
}

TEST_CASE("tags become fields") {
  audio::Tags tags;
  tags.title = "t";
  tags.artist = "a";
  tags.artists = {"c", "d"};
  tags.album = "b";
  tags.album_artist = "v";
  tags.genre = {"Rock", "Blues"};
  tags.language = "en";
  tags.year = 1999;
  tags.original_year = 1969;
  tags.duration_s = 1.0;
  record::Record record;
  record.duration_s = 2.0;
  analysis::set_tags(record, std::move(tags));
  CHECK(record.title == "t");
  CHECK(record.artist == "a");
  CHECK(record.artists == std::vector<std::string>{"c", "d"});
  CHECK(record.album == "b");
  CHECK(record.album_artist == "v");
  CHECK(record.original_year == 1969);
  CHECK(record.genre == std::vector<std::string>{"Rock", "Blues"});
  CHECK(record.language == "en");
  CHECK(record.year == 1999);
  CHECK(record.duration_s == 2.0);
}
