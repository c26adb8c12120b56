#include "audio/resample.h"

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

using namespace melsift;

namespace {

std::vector<float> resampled(const std::vector<float>& input, double from, double to,
                             std::size_t block) {
  audio::Resampler resampler(from, to);
  std::vector<float> output;
  for (std::size_t at = 0; at < input.size(); at += block)
    resampler.push(std::span(input).subspan(at, std::min(block, input.size() - at)), output);
  resampler.finish(output);
  return output;
}

}  // namespace

TEST_CASE("a sine keeps its frequency and amplitude") {
  for (const double from : {8000.0, 44100.0, 48000.0, 96000.0}) {
    CAPTURE(from);
    std::vector<float> input;
    for (int i = 0; i < static_cast<int>(from); ++i)
      input.push_back(static_cast<float>(std::sin(2 * std::numbers::pi * 440.0 * i / from)));
    const auto output = resampled(input, from, 22050.0, input.size());
    REQUIRE(output.size() == 22050);
    double largest = 0.0;
    for (int i = 2000; i < 20050; ++i)  // away from the ends
      largest = std::max(largest, std::abs(output[static_cast<std::size_t>(i)] -
                                           std::sin(2 * std::numbers::pi * 440.0 * i / 22050.0)));
    CHECK(largest < 1e-4);  // HQ is 20 bit: -120 dB and the passband's ripple
  }
}

TEST_CASE("the output does not depend on the blocks of the input") {
  std::vector<float> input(50001);
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = static_cast<float>((i * 7919) % 1000) / 1000.0F - 0.5F;
  const auto whole = resampled(input, 44100.0, 22050.0, input.size());
  CHECK(whole.size() == 25001);  // ceil(50001 / 2)
  for (const std::size_t block : {1000UL, 16384UL, 33333UL})
    CHECK(resampled(input, 44100.0, 22050.0, block) == whole);
}

TEST_CASE("lengths are rounded up") {
  for (const std::size_t length : {1UL, 2UL, 1001UL}) {
    const std::vector<float> input(length, 0.25F);
    CHECK(resampled(input, 48000.0, 22050.0, 512).size() ==
          static_cast<std::size_t>(std::ceil(static_cast<double>(length) * 22050.0 / 48000.0)));
    CHECK(resampled(input, 8000.0, 22050.0, 512).size() ==
          static_cast<std::size_t>(std::ceil(static_cast<double>(length) * 22050.0 / 8000.0)));
  }
}
