#include "picture/track.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <doctest/doctest.h>
#include <png.h>

#include "base/error.h"
#include "dsp/mel.h"
#include "picture/canvas.h"
#include "picture/colour_map.h"
#include "picture/png.h"
#include "picture/spectrogram.h"

using namespace melsift;
using namespace melsift::picture;
using doctest::Approx;

test::Png test::read_png(const std::string& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
  image.format = PNG_FORMAT_RGB;
  std::vector<unsigned char> rgb(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, rgb.data(), 0, nullptr) != 0);
  Png png{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3)
    png.pixels.push_back(static_cast<std::uint32_t>(rgb[i]) << 16 |
                         static_cast<std::uint32_t>(rgb[i + 1]) << 8 | rgb[i + 2]);
  return png;
}

namespace {

constexpr double kRate = 22050.0;

std::vector<float> sine(double hz, double seconds, double amplitude = 0.5) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(
        amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRate));
  return samples;
}

// The rows of the picture's spectrogram at the column x, from its top to its bottom: those between
// the first and the last pixel of the colour bar, which stands beside it.
std::pair<int, int> spectrogram_rows(const test::Png& png) {
  const std::uint32_t top = colour_table()[255] & 0xffffff, bottom = colour_table()[0] & 0xffffff;
  for (int x = png.width - 1; x >= 0; --x) {
    int first = -1, last = -1;
    for (int y = 0; y < png.height; ++y) {
      if (first < 0 && png.at(x, y) == top) first = y;
      if (png.at(x, y) == bottom) last = y;
    }
    if (first >= 0 && last > first) return {first, last};
  }
  return {-1, -1};
}

}  // namespace

TEST_CASE("a sine is a bright row at its frequency on the mel scale") {
  for (const double hz : {440.0, 1000.0, 5000.0}) {
    const auto png = test::read_png(draw_track(sine(hz, 2.0), kRate, {}, {}, Format::png));
    const auto [top, bottom] = spectrogram_rows(png);
    REQUIRE(bottom - top > 200);
    // The brightest row in the middle of the track.
    const auto brightness = [&](int y) {
      const std::uint32_t p = png.at(png.width / 2, y);
      return (p >> 16 & 0xff) + (p >> 8 & 0xff) + (p & 0xff);
    };
    int brightest = top;
    for (int y = top; y <= bottom; ++y)
      if (brightness(y) > brightness(brightest)) brightest = y;
    const double share = dsp::hz_to_mel(hz) / dsp::hz_to_mel(kRate / 2.0);
    const double expected = bottom - share * (bottom - top);
    // Within a band, of which there are 128.
    CHECK(std::abs(brightest - expected) <= 1.2 * (bottom - top) / 128.0);
  }
}

TEST_CASE("the waveform spans 16 bits, and larger values are clipped") {
  const Palette& palette = Palette::of(Theme::light);
  const auto byte = [](double v) { return static_cast<std::uint32_t>(std::lround(255.0 * v)); };
  const std::uint32_t bar =
      byte(palette.first.red) << 16 | byte(palette.first.green) << 8 | byte(palette.first.blue);
  const auto rows_of = [&](double amplitude) {
    std::vector<float> square(22050);
    for (std::size_t i = 0; i < square.size(); ++i)
      square[i] = static_cast<float>(i % 2 == 0 ? amplitude : -amplitude);
    const auto png = test::read_png(draw_track(square, kRate, {}, {}, Format::png));
    int first = -1, last = -1;
    for (int y = 0; y < png.height; ++y)
      for (int x = 0; x < png.width; ++x)
        if (png.at(x, y) == bar) {
          if (first < 0) first = y;
          last = y;
        }
    return std::pair{first, last};
  };
  const auto full = rows_of(1.0), half = rows_of(0.5), beyond = rows_of(40.0);
  CHECK(full == beyond);
  const double height = full.second - full.first + 1.0;
  CHECK((half.second - half.first + 1.0) / height == Approx(0.5).epsilon(0.02));
  CHECK(std::abs((half.first + half.second) - (full.first + full.second)) <= 2);
}

TEST_CASE("decibels are librosa's: 0 for the loudest, -80 at least, 0 for silence") {
  const Matrix tone = mel_spectrogram(sine(1000.0, 1.0), kRate, 20);
  CHECK(tone.rows() == 20);
  CHECK(tone.cols() == kMels);
  CHECK(tone.maxCoeff() == 0.0F);
  CHECK(tone.minCoeff() >= -80.0F);
  const std::vector<float> silence(5000, 0.0F);
  CHECK(mel_spectrogram(silence, kRate, 10).cwiseAbs().maxCoeff() == 0.0F);
  // More columns than frames repeat them, in order.
  const Matrix few = mel_spectrogram(sine(1000.0, 0.05), kRate, 3);
  const Matrix many = mel_spectrogram(sine(1000.0, 0.05), kRate, 9);
  for (int column = 0; column < 9; ++column) CHECK(many.row(column) == few.row(column / 3));
}

TEST_CASE("a column is the mean power of its frames") {
  // Noise in the second half only: the columns of the first are silent but where frames reach over.
  std::vector<float> samples(kHopSamples * 64, 0.0F);
  for (std::size_t i = samples.size() / 2; i < samples.size(); ++i)
    samples[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i * i % 1009)));
  const Matrix db = mel_spectrogram(samples, kRate, 8);
  CHECK(db.topRows(3).maxCoeff() == -80.0F);
  CHECK(db.bottomRows(3).maxCoeff() > -10.0F);
}

TEST_CASE("extents are the smallest and largest values of equal parts") {
  const std::vector<float> samples{0.1F, -0.2F, 0.3F, 0.4F, -0.5F, 0.6F};
  const auto parts = extents(samples, 3);
  CHECK(parts[0].low == -0.2F);
  CHECK(parts[0].high == 0.1F);
  CHECK(parts[2].low == -0.5F);
  CHECK(parts[2].high == 0.6F);
  const auto more = extents(std::vector<float>{0.5F}, 4);
  for (const Extent& part : more) CHECK(part.high == 0.5F);
}

TEST_CASE("any length, caption and size gives a picture of this size, the same each time") {
  const std::string wild = "\x01\n\t\x7f\xff\xfe" + std::string(10000, 'M') +
                           " \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x8e\xb5";
  for (const std::size_t count : {std::size_t{1}, std::size_t{10}, std::size_t{3000}}) {
    std::vector<float> samples(count, 0.25F);
    for (const auto& [width, height] : {std::pair{240, 240}, {1200, 720}, {2000, 300}}) {
      for (const Theme theme : {Theme::light, Theme::dark}) {
        const Style style{theme, width, height};
        const std::string bytes = draw_track(samples, kRate, {wild, wild}, style, Format::png);
        const auto png = test::read_png(bytes);
        CHECK(png.width == width);
        CHECK(png.height == height);
        CHECK(draw_track(samples, kRate, {wild, wild}, style, Format::png) == bytes);
        // Nothing reaches beyond the sheet.
        const std::uint32_t paper = png.at(0, 0);
        for (int y = 0; y < height; ++y) {
          CHECK(png.at(0, y) == paper);
          CHECK(png.at(width - 1, y) == paper);
        }
      }
    }
  }
}

TEST_CASE("tracks that can't be drawn are refused by name") {
  const std::vector<float> none, bad{0.0F, std::numeric_limits<float>::infinity()}, good{0.0F};
  CHECK_THROWS_WITH_AS(draw_track(none, kRate, {}, {}, Format::png), "picture: no samples to draw",
                       Error);
  CHECK_THROWS_WITH_AS(draw_track(bad, kRate, {}, {}, Format::png),
                       "picture: a sample is not finite", Error);
  CHECK_THROWS_AS(draw_track(good, 0.0, {}, {}, Format::png), Error);
  CHECK_THROWS_WITH_AS(draw_track(good, kRate, {}, {Theme::light, 100, 720}, Format::png),
                       "width: 100 pixels, expected 240 to 16384", Error);
}
