#include "model/dataset.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "model/all_rows.h"
#include "model/scaler.h"
#include "record/table.h"
#include "support/support.h"

using namespace melsift;

namespace {

record::Record track(const std::string& label, std::vector<float> features,
                     const std::string& front_end = "mfcc n=2") {
  record::Record record;
  record.path = label + ".wav";
  record.label = label;
  record.features = std::move(features);
  record.front_end = front_end;
  return record;
}

}  // namespace

TEST_CASE("records become rows, classes are sorted") {
  model::DatasetBuilder builder;
  builder.add(track("rock", {1, 2}), "a:1");
  builder.add(track("jazz", {3, 4}), "a:2");
  builder.add(track("rock", {5, 6}), "a:3");
  const auto dataset = builder.build();
  CHECK(dataset.classes == std::vector<std::string>{"jazz", "rock"});
  CHECK(dataset.y == std::vector<int>{1, 0, 1});
  CHECK(dataset.x(2, 1) == 6.0F);
  CHECK(dataset.front_end == "mfcc n=2");
  CHECK(dataset.shape == nn::Shape{1, 1, 2});
  CHECK(dataset.records[1].path == "jazz.wav");
}

TEST_CASE("records that don't fit are refused by name and left out") {
  model::DatasetBuilder builder;
  builder.add(track("rock", {1, 2}), "a:1");
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {}), "a:2"),
                       "a:2: the record has no features (run melsift extract first)", Error);
  CHECK_THROWS_WITH_AS(builder.add(track("", {1, 2}), "a:3"), "a:3: the record has no label",
                       Error);
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {1}), "a:4"), "a:4: 1 features, expected 2",
                       Error);
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {1, 2}, "mfcc n=3"), "a:5"),
                       "a:5: its front end differs from the first record's: n is 3, expected 2",
                       Error);
  CHECK(builder.rows() == 1);
}

TEST_CASE("mel matrices are cut to the shortest") {
  const auto mel = [](const std::string& label, Matrix matrix) {
    record::Record record = track(label, {});
    record.mel = std::move(matrix);
    return record;
  };
  Matrix longest(2, 5), shortest(2, 3), middle(2, 4);
  longest << 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
  shortest << 11, 12, 13, 14, 15, 16;
  middle << 17, 18, 19, 20, 21, 22, 23, 24;
  model::DatasetBuilder builder;
  builder.add(mel("rock", longest), "a:1");
  builder.add(mel("jazz", shortest), "a:2");
  builder.add(mel("rock", middle), "a:3");
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {1, 2, 3, 4, 5, 6}), "a:4"),
                       "a:4: has features, expected a mel matrix, as the first record", Error);
  CHECK_THROWS_WITH_AS(builder.add(mel("rock", Matrix::Ones(3, 3)), "a:5"),
                       "a:5: 3 mel bands, expected 2", Error);
  auto both = mel("jazz", Matrix::Ones(2, 3));
  both.features = {1, 2};
  CHECK_THROWS_AS(builder.add(both, "a:6"), Error);
  const auto dataset = builder.build();
  CHECK(dataset.shape == nn::Shape{2, 3, 1});
  CHECK(dataset.cut_rows == 2);
  CHECK(dataset.shortest == "a:2");
  Matrix expected(3, 6);
  expected << 1, 2, 3, 6, 7, 8,  //
      11, 12, 13, 14, 15, 16,    //
      17, 18, 19, 21, 22, 23;
  CHECK(test::matrix_of(dataset.x) == expected);
  CHECK(builder.rows() == 0);

  builder.add(mel("rock", shortest), "b:1");
  const auto single = builder.build();
  CHECK(test::matrix_of(single.x) == expected.row(1));
  CHECK(single.cut_rows == 0);
}

TEST_CASE("another field may be the target") {
  auto record = track("x", {1});
  record.genre = {"ska", "reggae"};
  record.artist = "The Skatalites";
  CHECK(model::target_of(record, "genre") == "ska");
  CHECK(model::target_of(record, "artist") == "The Skatalites");
  CHECK_THROWS_AS(model::target_of(record, "colour"), Error);
}

TEST_CASE("the mel matrices of GTZAN" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(table, "data/gtzan-mel/mel_dev.csv");
  MELSIFT_OUTSIDE_OR_SKIP(array, "data/gtzan-mel/mel_dev.npy");
  record::TableOptions options;
  options.id_column = "track";
  options.label_column = "genre";
  options.split_column = "split";
  options.array = *array;
  record::FeatureTable rows(*table, options);
  model::DatasetBuilder builder;
  for (record::Record record; rows.next(record);) builder.add(record, rows.where());
  const auto dataset = builder.build();
  CHECK(dataset.rows() == 710);
  CHECK(dataset.shape == nn::Shape{128, 130, 1});
  CHECK(dataset.classes.size() == 10);
  CHECK(dataset.cut_rows == 0);
  // numpy.load(...)[709, 127, 129], [3, 5, 7], .mean() and .std() in double.
  CHECK(dataset.x(709, 127 * 130 + 129) == -2.323676109313965F);
  CHECK(dataset.x(3, 5 * 130 + 7) == 2.146542549133301F);
  const auto scaler = model::Scaler::fit(dataset.x, test::all_rows(dataset.x), dataset.shape);
  CHECK(scaler.mean(0) == doctest::Approx(-0.06602044726417153).epsilon(1e-6));
  CHECK(scaler.scale(0) == doctest::Approx(1.0180649539584532).epsilon(1e-6));
}

TEST_CASE("rows of a table without features are refused, with the command that makes them") {
  model::DatasetBuilder builder;
  record::Record record;
  record.path = "a";
  record.label = "x";
  CHECK_THROWS_WITH_AS(builder.add(record, "t:2"),
                       "t:2: the record has no features (run melsift extract first)", Error);
  record.extra = {{"note", "\"7\""}, {"f1", "1"}};
  CHECK_THROWS_WITH_AS(builder.add(record, "t:2"),
                       "t:2: the record has no features, only numbers such as \"f1\" (run melsift "
                       "prepare --table first, which makes features of a table's columns)",
                       Error);
}
