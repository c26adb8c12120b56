#include "model/augmentation.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "base/number.h"

namespace melsift::model {
namespace {

constexpr int kMaxMasks = 100;
constexpr int kWidestMask = 1 << 20;

// Calls blank(begin, length) for each mask on an axis of length `size`.
template <class Blank>
void draw_masks(const Masks& masks, Eigen::Index size, Random& random, const Blank& blank) {
  for (int i = 0; i < masks.count; ++i) {
    const auto widest = std::min<Eigen::Index>(masks.width, size);
    const auto length = static_cast<Eigen::Index>(random.below(widest + 1));
    blank(static_cast<Eigen::Index>(random.below(size - length + 1)), length);
  }
}

// Shifts the bands up or down by a random count and fills the gap with the outermost band.
void shift_bands(nn::MatrixView mel, int most, Random& random) {
  const auto widest = std::min<Eigen::Index>(most, mel.rows() - 1);
  const auto shift =
      static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(2 * widest + 1))) - widest;
  const Eigen::Index kept = mel.rows() - std::abs(shift);
  if (shift > 0) {
    for (Eigen::Index band = kept; band-- > 0;) mel.row(band + shift) = mel.row(band);
    for (Eigen::Index band = 1; band < shift; ++band) mel.row(band) = mel.row(0);
  } else if (shift < 0) {
    for (Eigen::Index band = 0; band < kept; ++band) mel.row(band) = mel.row(band - shift);
    for (Eigen::Index band = kept; band + 1 < mel.rows(); ++band)
      mel.row(band) = mel.row(mel.rows() - 1);
  }
}

// Adds a gain to each band: normally distributed at four equidistant bands, linear between them.
void filter(nn::MatrixView mel, double deviation, Random& random) {
  constexpr int kPoints = 4;
  std::array<double, kPoints> gain{};
  for (double& value : gain) value = deviation * random.normal();
  for (Eigen::Index band = 0; band < mel.rows(); ++band) {
    const double place = mel.rows() > 1 ? static_cast<double>(band) * (kPoints - 1) /
                                              static_cast<double>(mel.rows() - 1)
                                        : 0.0;
    const auto before = std::min<std::size_t>(static_cast<std::size_t>(place), kPoints - 2);
    const double share = place - static_cast<double>(before);
    mel.row(band).array() +=
        static_cast<float>((1.0 - share) * gain[before] + share * gain[before + 1]);
  }
}

}  // namespace

std::string to_text(const Masks& masks) {
  if (masks.count == 0) return "0";
  return std::to_string(masks.count) + "x" + std::to_string(masks.width);
}

Masks parse_masks(std::string_view text, std::string_view option) {
  if (text == "0") return {};
  const auto numbers = split_list(text, 'x');
  const auto count = numbers.size() == 2 ? parse_integer(numbers[0]) : std::nullopt;
  const auto width = numbers.size() == 2 ? parse_integer(numbers[1]) : std::nullopt;
  if (!count || !width || *count < 1 || *count > kMaxMasks || *width < 1 || *width > kWidestMask)
    throw Error(ErrorKind::invalid_argument, option,
                "\"" + std::string(text) + "\", expected COUNTxWIDTH such as 2x16, or 0 for none");
  return {static_cast<int>(*count), static_cast<int>(*width)};
}

void augment(nn::MatrixView mel, const Augmentation& augmentation, Random& random) {
  if (augmentation.roll) {
    const auto shift = static_cast<Eigen::Index>(random.below(mel.cols()));
    for (Eigen::Index band = 0; band < mel.rows(); ++band) {
      float* row = mel.row(band).data();
      std::rotate(row, row + shift, row + mel.cols());
    }
  }
  if (augmentation.band_shift > 0) shift_bands(mel, augmentation.band_shift, random);
  if (augmentation.filter > 0.0) filter(mel, augmentation.filter, random);
  draw_masks(augmentation.band_masks, mel.rows(), random,
             [&](auto begin, auto length) { mel.middleRows(begin, length).setZero(); });
  draw_masks(augmentation.frame_masks, mel.cols(), random,
             [&](auto begin, auto length) { mel.middleCols(begin, length).setZero(); });
}

}  // namespace melsift::model
