#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "picture/confusion.h"
#include "picture/png.h"
#include "picture/scores.h"
#include "picture/training.h"

using namespace melsift;
using namespace melsift::picture;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::uint32_t pixel(const Colour& colour) {
  const auto byte = [](double v) { return static_cast<std::uint32_t>(std::lround(255.0 * v)); };
  return byte(colour.red) << 16 | byte(colour.green) << 8 | byte(colour.blue);
}

int count_of(const test::Png& png, std::uint32_t colour) {
  return static_cast<int>(std::count(png.pixels.begin(), png.pixels.end(), colour));
}

TrainingCurves falling(std::size_t epochs, bool judged) {
  TrainingCurves curves;
  for (std::size_t i = 0; i < epochs; ++i) {
    const double t = 1.0 / (1.0 + static_cast<double>(i));
    curves.loss.push_back(3.0 * t);
    curves.accuracy.push_back(1.0 - t);
    curves.valid_loss.push_back(judged ? 3.2 * t : kNone);
    curves.valid_accuracy.push_back(judged ? 0.9 - 0.8 * t : kNone);
  }
  curves.best_epoch = epochs;
  return curves;
}

}  // namespace

TEST_CASE("a training shows both curves, or one without validation") {
  const Palette& palette = Palette::of(Theme::light);
  const std::vector<TrainingCurves> both{falling(12, true)}, alone{falling(12, false)};
  const auto with = test::read_png(draw_training(both, {"m", ""}, {}, Format::png));
  const auto without = test::read_png(draw_training(alone, {"m", ""}, {}, Format::png));
  CHECK(count_of(with, pixel(palette.first)) > 200);
  CHECK(count_of(with, pixel(palette.second)) > 200);
  CHECK(count_of(without, pixel(palette.first)) > 200);
  CHECK(count_of(without, pixel(palette.second)) < 100);  // its place in the legend
  // A second model is dashed, and has values at its marked epochs as the first one has.
  std::vector<TrainingCurves> two{falling(12, true), falling(8, true)};
  const auto dashes = [](const std::string& svg) {
    std::size_t count = 0;
    for (std::size_t at = svg.find("stroke-dasharray"); at != std::string::npos;
         at = svg.find("stroke-dasharray", at + 1))
      ++count;
    return count;
  };
  CHECK(dashes(draw_training(two, {"m", ""}, {}, Format::svg)) == 0);
  two[1].dashed = true;
  CHECK(dashes(draw_training(two, {"m", ""}, {}, Format::svg)) == 4);  // two curves in two panels
  // One epoch, a hundred networks, values that are not finite.
  std::vector<TrainingCurves> many(100, falling(1, true));
  many[3].loss[0] = kNone;
  many[4].loss[0] = std::numeric_limits<double>::infinity();
  CHECK(!draw_training(many, {}, {Theme::dark, 240, 240}, Format::png).empty());
  std::vector<TrainingCurves> none(2);
  CHECK_THROWS_WITH_AS(draw_training(none, {}, {}, Format::png),
                       "picture: no epoch of a training to draw", Error);
  std::vector<TrainingCurves> uneven{falling(3, true)};
  uneven[0].accuracy.pop_back();
  CHECK_THROWS_WITH_AS(draw_training(uneven, {}, {}, Format::png),
                       "picture: curves of different lengths", Error);
}

TEST_CASE("a confusion matrix of any size stays on its sheet") {
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{2}, std::size_t{10}, std::size_t{150}}) {
    Confusion confusion;
    for (std::size_t i = 0; i < size; ++i) {
      confusion.labels.push_back(i % 3 == 0 ? std::string(200, 'W') : "class " + std::to_string(i));
      confusion.counts.emplace_back(size, 0);
      confusion.counts.back()[i] = i % 4 == 0 ? 0 : 1234567890123LL;
    }
    for (const Style& style : {confusion_style(size, Theme::light), Style{Theme::dark, 240, 400}}) {
      const auto png = test::read_png(draw_confusion(confusion, {"c", ""}, style, Format::png));
      CHECK(png.width == style.width_px);
      for (int y = 0; y < png.height; ++y) {
        CHECK(png.at(0, y) == png.at(0, 0));
        CHECK(png.at(png.width - 1, y) == png.at(0, 0));
      }
    }
  }
  const auto refuses = [](const Confusion& confusion) {
    CHECK_THROWS_AS(draw_confusion(confusion, {}, {}, Format::png), Error);
  };
  refuses({});
  refuses({{"a", "b"}, {{1, 2}}});
  refuses({{"a", "b"}, {{1, 2}, {3}}});
  refuses({{"a"}, {{-1}}});
}

TEST_CASE("a bar is as long as its score") {
  const Palette& palette = Palette::of(Theme::light);
  const TrackScores track{{"a", "b"}, {0.75, 0.25}, {}};
  const auto png = test::read_png(draw_scores(track, {"t", ""}, {}, Format::png));
  // The longest run of a colour in any row.
  const auto longest = [&](std::uint32_t colour) {
    int best = 0;
    for (int y = 0; y < png.height; ++y)
      for (int x = 0, run = 0; x < png.width; ++x) {
        run = png.at(x, y) == colour ? run + 1 : 0;
        best = std::max(best, run);
      }
    return best;
  };
  const double ratio = static_cast<double>(longest(pixel(palette.second))) /
                       static_cast<double>(longest(pixel(palette.first)));
  CHECK(ratio == doctest::Approx(3.0).epsilon(0.02));
}

TEST_CASE("scores over time, and invalid scores") {
  TrackScores track{{"a", "b"}, {0.5, 0.5}, {{0.0, 3.0, {1.0, 0.0}}, {1.5, 3.0, {0.0, 1.0}}}};
  CHECK(test::read_png(draw_scores(track, {}, {}, Format::png)).width == 1200);
  TrackScores wrong = track;
  wrong.scores = {0.5};
  CHECK_THROWS_AS(draw_scores(wrong, {}, {}, Format::png), Error);
  wrong = track;
  wrong.scores = {0.5, kNone};
  CHECK_THROWS_AS(draw_scores(wrong, {}, {}, Format::png), Error);
  wrong = track;
  wrong.windows[0].duration_s = 0.0;
  CHECK_THROWS_AS(draw_scores(wrong, {}, {}, Format::png), Error);
  CHECK_THROWS_AS(draw_scores({}, {}, {}, Format::png), Error);
}

TEST_CASE("an SVG is well-formed, and the same each time") {
  const TrackScores track{{"<&>", "b"}, {0.5, 0.5}, {}};
  const std::string svg = draw_scores(track, {"</svg><script>", "&"}, {}, Format::svg);
  CHECK(svg.starts_with("<?xml"));
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("</svg>") == svg.rfind("</svg>"));
  CHECK(draw_scores(track, {"</svg><script>", "&"}, {}, Format::svg) == svg);
}
