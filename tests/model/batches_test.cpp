// The batches of a training.
#include "model/batches.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "model/all_rows.h"
#include "model/augmentation.h"

using namespace melsift;
using model::Batches;
using model::TrainingSettings;

namespace {

// Row r of a mel dataset is bands x frames of values 1000 r + 10 band + frame + 1; of class r % 3.
model::Dataset mels(int rows, nn::Index bands, nn::Index frames) {
  model::Dataset data;
  data.shape = {bands, frames, 1};
  data.classes = {"a", "b", "c"};
  Matrix x(rows, bands * frames);
  for (int r = 0; r < rows; ++r) {
    data.y.push_back(r % 3);
    for (nn::Index band = 0; band < bands; ++band)
      for (nn::Index frame = 0; frame < frames; ++frame)
        x(r, band * frames + frame) = static_cast<float>(1000 * r + 10 * band + frame + 1);
  }
  data.x = std::move(x);
  return data;
}

model::Scaler identity() {
  model::Scaler scaler;
  scaler.mean = RowVector::Zero(1);
  scaler.scale = RowVector::Ones(1);
  return scaler;
}

std::vector<std::size_t> all_rows(const model::Dataset& data) {
  return test::all_rows(data.x);
}

int row_of(const Matrix& x, Eigen::Index i) {
  return static_cast<int>(x(i, 0)) / 1000;
}

}  // namespace

TEST_CASE("every epoch has all rows once, in a different order") {
  const auto data = mels(50, 1, 1);
  const auto rows = all_rows(data);
  const auto scaler = identity();
  Batches batches(data, rows, scaler, data.shape, {}, 1);
  CHECK(batches.count() == 4);  // of 16, 16, 16 and 2
  std::vector<std::vector<int>> epochs;
  for (const int epoch : {1, 2}) {
    std::vector<int> seen;
    for (std::size_t number = 0; number < batches.count(); ++number) {
      const auto& batch = batches.get(epoch, number);
      REQUIRE(batch.x.rows() == (number < 3 ? 16 : 2));
      for (Eigen::Index i = 0; i < batch.x.rows(); ++i) {
        seen.push_back(row_of(batch.x, i));
        CHECK(batch.classes[static_cast<std::size_t>(i)] == seen.back() % 3);
      }
    }
    epochs.push_back(seen);
    CHECK_FALSE(std::ranges::is_sorted(seen));
    std::ranges::sort(seen);
    for (int r = 0; r < 50; ++r) CHECK(seen[static_cast<std::size_t>(r)] == r);
  }
  CHECK(epochs[0] != epochs[1]);
}

TEST_CASE("a batch can be made without those before it") {
  const auto data = mels(20, 8, 12);
  const auto rows = all_rows(data);
  const auto scaler = identity();
  TrainingSettings settings;
  settings.batch_size = 6;
  settings.mixup = 0.4;
  settings.label_smoothing = 0.1;
  settings.augmentation = {.band_masks = {1, 3}, .frame_masks = {2, 3}, .roll = true};
  const nn::Shape window{8, 9, 1};
  Batches walked(data, rows, scaler, window, settings, 7);
  for (std::size_t number = 0; number < 4; ++number) walked.get(1, number);
  for (std::size_t number = 0; number < 2; ++number) walked.get(2, number);
  const auto& expected = walked.get(2, 2);
  Batches fresh(data, rows, scaler, window, settings, 7);
  const auto& got = fresh.get(2, 2);
  CHECK(got.x == expected.x);
  CHECK(got.targets == expected.targets);
  CHECK(got.classes == expected.classes);
  Batches other(data, rows, scaler, window, settings, 8);
  CHECK(other.get(2, 2).x != expected.x);
}

TEST_CASE("class weights are scikit-learn's") {
  // compute_class_weight("balanced", classes=[0, 1, 2], y=[0] * 5 + [1] * 3 + [2] * 2)
  const std::vector<int> classes = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};
  const auto weights = model::class_weights(classes, 3, model::ClassWeights::balanced);
  CHECK(weights[0] == doctest::Approx(0.66666667));
  CHECK(weights[1] == doctest::Approx(1.11111111));
  CHECK(weights[2] == doctest::Approx(1.66666667));
  CHECK(model::class_weights(classes, 4, model::ClassWeights::balanced)[3] == 0.0F);
  CHECK(model::class_weights(classes, 3, model::ClassWeights::none) == std::vector<float>(3, 1.0F));
}

TEST_CASE("targets are smoothed as Keras does, then weighted") {
  // Keras: y * (1 - smoothing) + smoothing / classes.
  auto data = mels(10, 1, 1);
  data.y = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};
  const auto rows = all_rows(data);
  const auto scaler = identity();
  TrainingSettings settings;
  settings.label_smoothing = 0.3;
  settings.class_weights = model::ClassWeights::balanced;
  Batches batches(data, rows, scaler, data.shape, settings, 1);
  const auto& batch = batches.get(1, 0);
  for (Eigen::Index i = 0; i < 10; ++i) {
    const int truth = batch.classes[static_cast<std::size_t>(i)];
    const float weight = truth == 0 ? 0.66666667F : truth == 1 ? 1.1111111F : 1.6666667F;
    for (int k = 0; k < 3; ++k)
      CHECK(batch.targets(i, k) == doctest::Approx(weight * (k == truth ? 0.8 : 0.1)));
  }
  settings = {};
  CHECK(Batches(data, rows, scaler, data.shape, settings, 1).get(1, 0).targets.size() == 0);
}

TEST_CASE("mixup blends rows and targets in the same shares") {
  model::Dataset data = mels(64, 1, 1);
  // A row's one value is its class, so that a blend of rows shows the blend of targets.
  data.classes = {"a", "b"};
  Matrix x(64, 1);
  for (std::size_t row = 0; row < 64; ++row) {
    data.y[row] = static_cast<int>(row % 2);
    x(static_cast<Eigen::Index>(row), 0) = static_cast<float>(data.y[row]);
  }
  data.x = std::move(x);
  const auto rows = all_rows(data);
  const auto scaler = identity();
  TrainingSettings settings;
  settings.batch_size = 64;
  settings.mixup = 1.0;
  Batches batches(data, rows, scaler, data.shape, settings, 1);
  const auto& batch = batches.get(1, 0);
  int blended = 0;
  for (Eigen::Index i = 0; i < 64; ++i) {
    CHECK(batch.targets.row(i).sum() == doctest::Approx(1.0));
    CHECK(batch.targets(i, 1) == doctest::Approx(batch.x(i, 0)));
    blended += batch.x(i, 0) > 0.01F && batch.x(i, 0) < 0.99F;
  }
  // Half of the partners are of the other class, and a uniform share is hardly ever that extreme.
  CHECK(blended > 16);
  CHECK(blended < 48);
}

TEST_CASE("windows of longer matrices begin at every position") {
  const auto data = mels(4, 2, 7);
  const auto rows = all_rows(data);
  const auto scaler = identity();
  Batches batches(data, rows, scaler, {2, 5, 1}, {}, 1);
  std::map<int, int> places;
  for (int epoch = 1; epoch <= 300; ++epoch) {
    const auto& x = batches.get(epoch, 0).x;
    for (Eigen::Index i = 0; i < 4; ++i) {
      const int first = static_cast<int>(x(i, 0)) % 1000 - 1;
      ++places[first];
      for (int frame = 0; frame < 5; ++frame) {
        REQUIRE(x(i, frame) == x(i, 0) + static_cast<float>(frame));
        REQUIRE(x(i, 5 + frame) == x(i, 0) + static_cast<float>(10 + frame));
      }
    }
  }
  REQUIRE(places.size() == 3);
  for (const auto& [place, count] : places)  // 400 each, five standard deviations
    CHECK(std::abs(count - 400) < 5 * std::sqrt(1200 * 2.0 / 9.0));
}

TEST_CASE("masks blank whole bands and frames, up to their width") {
  const model::Augmentation masks{.band_masks = {1, 4}, .frame_masks = {1, 3}, .roll = false};
  std::map<int, int> heights, widths;
  Random random(3);
  for (int i = 0; i < 4000; ++i) {
    Matrix mel = Matrix::Ones(10, 12);
    model::augment({mel.data(), 10, 12}, masks, random);
    const auto dark = [](const auto& line) { return line.isZero(); };
    int bands = 0, frames = 0;
    for (Eigen::Index k = 0; k < 10; ++k) bands += dark(mel.row(k));
    for (Eigen::Index k = 0; k < 12; ++k) frames += dark(mel.col(k));
    REQUIRE(mel.sum() == static_cast<float>((10 - bands) * (12 - frames)));
    ++heights[bands];
    ++widths[frames];
  }
  // Uniform over 0 .. width: 800 and 1000 each, five standard deviations.
  REQUIRE(heights.size() == 5);
  REQUIRE(widths.size() == 4);
  for (const auto& [height, count] : heights)
    CHECK(std::abs(count - 800) < 5 * std::sqrt(4000 * 0.16));
  for (const auto& [width, count] : widths)
    CHECK(std::abs(count - 1000) < 5 * std::sqrt(4000 * 3.0 / 16.0));
}

TEST_CASE("a mask wider than the matrix blanks at most the matrix") {
  Random random(1);
  bool whole = false;
  for (int i = 0; i < 200; ++i) {
    Matrix mel = Matrix::Ones(3, 4);
    model::augment({mel.data(), 3, 4}, {.band_masks = {1, 100}, .frame_masks = {}, .roll = false},
                   random);
    whole |= mel.isZero();
  }
  CHECK(whole);
}

TEST_CASE("a roll is a rotation in time, by every distance") {
  Random random(2);
  std::map<float, int> first;
  for (int i = 0; i < 500; ++i) {
    Matrix mel(2, 5);
    mel << 0, 1, 2, 3, 4, 10, 11, 12, 13, 14;
    model::augment({mel.data(), 2, 5}, {.band_masks = {}, .frame_masks = {}, .roll = true}, random);
    ++first[mel(0, 0)];
    for (int k = 0; k < 5; ++k) {
      REQUIRE(static_cast<int>(mel(0, k)) == (static_cast<int>(mel(0, 0)) + k) % 5);
      REQUIRE(mel(1, k) == mel(0, k) + 10.0F);
    }
  }
  CHECK(first.size() == 5);
}

TEST_CASE("masks are read as count and width") {
  CHECK(model::parse_masks("2x16", "m") == model::Masks{2, 16});
  CHECK(to_text(model::Masks{2, 16}) == "2x16");
  CHECK(model::parse_masks("0", "m") == model::Masks{});
  CHECK(to_text(model::Masks{}) == "0");
  for (const char* text : {"", "2", "2x", "x3", "2x3x4", "-1x3", "2x-3", "0x4", "2.5x4", "99999x1"})
    CHECK_THROWS_WITH_AS(
        model::parse_masks(text, "m"),
        (std::string("m: \"") + text + "\", expected COUNTxWIDTH such as 2x16, or 0 for none")
            .c_str(),
        Error);
}

TEST_CASE("bands are shifted up or down by whole bands, the outermost repeated") {
  std::map<int, int> shifts;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Matrix mel(5, 2);
    for (nn::Index band = 0; band < 5; ++band) mel.row(band).setConstant(static_cast<float>(band));
    Random random(seed);
    model::Augmentation augmentation;
    augmentation.band_shift = 2;
    model::augment({mel.data(), 5, 2}, augmentation, random);
    const int shift = 2 - static_cast<int>(mel(2, 0));
    ++shifts[shift];
    for (int band = 0; band < 5; ++band)
      CHECK(mel(band, 0) == static_cast<float>(std::clamp(band - shift, 0, 4)));
  }
  CHECK(shifts.size() == 5);
  for (const auto& shift : shifts) CHECK(shift.second > 20);
}

TEST_CASE("a filter adds a gain to each band that varies smoothly over them") {
  double squares = 0.0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Matrix mel = Matrix::Zero(10, 3);
    Random random(seed);
    model::Augmentation augmentation;
    augmentation.filter = 0.5;
    model::augment({mel.data(), 10, 3}, augmentation, random);
    for (nn::Index band = 0; band < 10; ++band) {
      CHECK(mel(band, 1) == mel(band, 0));
      CHECK(mel(band, 2) == mel(band, 0));
    }
    for (nn::Index band = 1; band < 9; ++band)  // straight but at the points, bands 0, 3, 6 and 9
      if (band % 3 != 0)
        CHECK(mel(band, 0) - mel(band - 1, 0) ==
              doctest::Approx(mel(band - band % 3 + 1, 0) - mel(band - band % 3, 0)).epsilon(1e-3));
    squares += static_cast<double>(mel(0, 0) * mel(0, 0) + mel(9, 0) * mel(9, 0)) / 600.0;
  }
  CHECK(std::sqrt(squares) == doctest::Approx(0.5).epsilon(0.1));
}

TEST_CASE("a stretched window has the frames of a shorter or longer stretch of the track") {
  const auto data = mels(1, 2, 100);  // band 0 is frame + 1, band 1 ten more
  const auto rows = all_rows(data);
  const auto scaler = identity();
  TrainingSettings settings;
  settings.augmentation.stretch = 0.25;
  const nn::Shape window{2, 21, 1};
  Batches batches(data, rows, scaler, window, settings, 3);
  double shortest = 100.0, longest = 0.0;
  for (int epoch = 1; epoch <= 300; ++epoch) {
    const Matrix& x = batches.get(epoch, 0).x;
    const double length = static_cast<double>(x(0, 20) - x(0, 0));  // in frames
    shortest = std::min(shortest, length);
    longest = std::max(longest, length);
    CHECK(length == doctest::Approx(std::round(length)));
    CHECK(x(0, 0) >= 1.0F);
    CHECK(x(0, 20) <= 100.0F);
    for (nn::Index frame = 0; frame < 21; ++frame) {
      CHECK(static_cast<double>(x(0, frame)) ==
            doctest::Approx(static_cast<double>(x(0, 0)) +
                            length * static_cast<double>(frame) / 20.0));
      CHECK(x(0, 21 + frame) - x(0, frame) == doctest::Approx(10.0));
    }
  }
  CHECK(shortest == 16.0);  // 21 / 1.25 = 16.8 frames, rounded, the first to the last
  CHECK(longest == 25.0);   // 26.25
}

TEST_CASE("windows lose the band means of their tracks") {
  const auto data = mels(2, 2, 100);
  const auto rows = all_rows(data);
  model::Scaler scaler = identity();
  scaler.band_means = model::BandMeans::remove;
  const double deviation = std::sqrt((100.0 * 100.0 - 1.0) / 12.0);  // of 1 .. 100
  const auto expect_ramp = [&](const Matrix& x, nn::Index frames) {
    for (nn::Index row = 0; row < 2; ++row) {
      const double first = static_cast<double>(x(row, 0));
      const double frame = first * deviation + 49.5;  // the number of the window's first frame
      CHECK(frame == doctest::Approx(std::round(frame)).epsilon(1e-4));
      for (nn::Index i = 0; i < frames; ++i)
        for (const nn::Index band : {0, 1})
          CHECK(static_cast<double>(x(row, band * frames + i)) ==
                doctest::Approx(first + static_cast<double>(i) / deviation).epsilon(1e-4));
    }
  };
  expect_ramp(Batches(data, rows, scaler, data.shape, {}, 1).get(1, 0).x, 100);
  expect_ramp(Batches(data, rows, scaler, {2, 21, 1}, {}, 1).get(1, 0).x, 21);
}
