// Computes the Kaggle table of GTZAN (features_30_sec.csv) again from the available tracks.
#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>

#include <doctest/doctest.h>

#include "audio/read.h"
#include "base/file.h"
#include "base/number.h"
#include "feature/columns.h"
#include "feature/extractor.h"
#include "support/support.h"

using namespace melsift;

namespace {

using Rows = std::map<std::string, std::vector<double>>;

// The 57 numbers of each track ("blues.00000"), between filename, length and label.
Rows read_table(const std::string& path) {
  std::istringstream in(read_file(path));
  Rows rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto cells = split_list(line, ',');
    std::vector<double>& row = rows[cells.at(0).substr(0, cells[0].size() - 4)];
    for (std::size_t i = 2; i + 1 < cells.size(); ++i) row.push_back(parse_real(cells[i]).value());
  }
  return rows;
}

// The most by which the variance of roll-off frequencies changes if one frame, within three
// standard deviations of the mean, moves by a bin.
double effect_of_one_bin(double variance, std::size_t samples) {
  const double bin_hz = 22050.0 / 2048.0;
  const double frames = 1.0 + static_cast<double>(samples / 512);
  return 2.0 * 3.0 * std::sqrt(variance) * bin_hz / frames;
}

}  // namespace

TEST_CASE("the Kaggle table is reproduced" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "data/gtzan-audio");
  MELSIFT_OUTSIDE_OR_SKIP(table, "data/gtzan-features/features_30_sec.dev.csv");
  feature::FrontEnd p;
  p.set = feature::FeatureSet::gtzan57;
  p.padding = dsp::Padding::reflect;
  const feature::Extractor extractor(p);
  const auto names = feature::column_names(p);
  const Rows rows = read_table(*table);

  std::map<std::string, double> worst;  // by column, over the tracks at the table's rate
  int tracks = 0, beyond = 0, ties = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    if (!entry.is_regular_file()) continue;
    const auto row = rows.find(entry.path().stem().string());
    if (row == rows.end()) continue;
    CAPTURE(row->first);
    const auto clip = audio::read(entry.path().string());
    const auto values = extractor(clip.samples).vector;
    REQUIRE(values.size() == row->second.size());
    CHECK(values[16] == doctest::Approx(row->second[16]).epsilon(1e-6));  // tempo
    // The 44.1 kHz copies were resampled by another program: only the tempo can agree.
    if (clip.source.sample_rate != 22050) continue;
    ++tracks;
    bool parts_agree = true;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const double want = row->second[i];
      const double off = std::abs(values[i] - want) / std::abs(want);
      const bool noise = names[i] == "harmony_mean" || names[i] == "perceptr_mean";
      const bool part = names[i] == "harmony_var" || names[i] == "perceptr_var";
      if (noise) continue;
      worst[names[i]] = std::max(worst[names[i]], off);
      if (part) parts_agree = parts_agree && off <= 2e-3;
      // In frame 354 of country.00000 the energy up to bin 314 is 85 % of the total but for 7e-8 of
      // it (in double precision), half a rounding of float32: whether roll-off is that bin or the
      // next depends on the processor for which FFTW chooses its code.
      if (names[i] == "rolloff_var" && off > 1.1e-5) {
        CHECK(std::abs(values[i] - want) <= effect_of_one_bin(want, clip.samples.size()));
        ++ties;
        continue;
      }
      // The precision of a mean near zero is 1e-6 (the rounding of the table).
      if (!part)
        CHECK_MESSAGE((off <= 1.1e-5 || std::abs(values[i] - want) <= 1e-6), names[i], " ",
                      values[i], " ", want);
    }
    beyond += !parts_agree;
  }
  std::string text;
  for (const auto& [name, off] : worst)
    if (off > 5e-6) text += " " + name + " " + to_text(static_cast<float>(off));
  MESSAGE(tracks, " tracks; largest relative differences above 5e-6:", text, "; ", beyond,
          " tracks with harmony_var or perceptr_var beyond 2e-3");
  CHECK(tracks > 0);
  CHECK(ties <= 1);
  // Four of 45, all with a quiet percussive part, see the manual.
  CHECK(beyond <= tracks / 10);
}
