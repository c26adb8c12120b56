#include "picture/track.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "dsp/mel.h"
#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/colour_map.h"
#include "picture/spectrogram.h"

namespace melsift::picture {
namespace {

constexpr double kLowest = -32768.0, kHighest = 32767.0;  // of 16-bit samples

// Rounds to a whole pixel, so that bitmaps stay sharp.
double whole(double px) {
  return std::round(px);
}

// The positions of the parts of the sheet.
struct Plan {
  Measures measures;
  Box spectrogram, bar, waveform;

  Plan(const Style& style, const Caption& caption, double left_labels, double bar_labels)
      : measures(Measures::of(style)) {
    const double margin = measures.margin();
    const double left = whole(margin + measures.line() + left_labels);
    const double top = whole(margin + caption_height(caption, measures));
    const double bar_width = whole(measures.text_px);
    const double right = whole(style.width_px - margin - bar_labels - measures.gap() -
                               measures.mark() - bar_width - measures.text_px);
    const double bottom = whole(style.height_px - margin - measures.line() - measures.mark());
    const double between = whole(1.2 * measures.text_px);
    const double wide = std::max(8.0, right - left), high = std::max(16.0, bottom - top - between);
    spectrogram = {left, top, wide, whole(0.68 * high)};
    bar = {right + measures.text_px, top, bar_width, spectrogram.height};
    waveform = {left, spectrogram.bottom() + between, wide, high - spectrogram.height};
  }
};

// Band b of the bank has its peak at (b + 1) / (kMels + 1) of the scale.
double band_at(double share_of_scale) {
  return std::clamp(share_of_scale * (kMels + 1) - 1.0, 0.0, kMels - 1.0);
}

Pixels spectrogram_pixels(const Matrix& db, int rows) {
  const auto& table = colour_table();
  const auto columns = static_cast<int>(db.rows());
  Pixels pixels(columns, rows);
  for (int y = 0; y < rows; ++y) {
    // The dB values between bands are interpolated.
    const double band = band_at((rows - y - 0.5) / rows);
    const auto below = static_cast<Eigen::Index>(band);
    const auto above = std::min<Eigen::Index>(below + 1, kMels - 1);
    const auto share = static_cast<float>(band - static_cast<double>(below));
    for (int x = 0; x < columns; ++x) {
      const float value = (1.0F - share) * db(x, below) + share * db(x, above);
      const float level = std::clamp((value + kTopDb) / kTopDb, 0.0F, 1.0F);
      pixels.at(x, y) = table[static_cast<std::size_t>(level * 255.0F + 0.5F)];
    }
  }
  return pixels;
}

void draw_waveform(Canvas& canvas, const Box& panel, std::span<const float> samples,
                   const Position& y_of, const Palette& palette) {
  // Bars of three pixels with one pixel between them, scaled with the sheet.
  const double step = std::max(2.0, std::round(4.0 * panel.width / 1080.0));
  const int bars = std::max(1, static_cast<int>(panel.width / step));
  const auto parts = extents(samples, bars);
  for (int i = 0; i < bars; ++i) {
    const auto& part = parts[static_cast<std::size_t>(i)];
    const double top = y_of(std::clamp(32768.0 * part.high, kLowest, kHighest));
    const double bottom = y_of(std::clamp(32768.0 * part.low, kLowest, kHighest));
    const double left = whole(panel.left + panel.width * i / bars);
    const double right = whole(panel.left + panel.width * (i + 1) / bars);
    const double height = std::max(1.0, bottom - top);  // silence is a line
    canvas.fill({left, 0.5 * (top + bottom - height), std::max(1.0, right - left - 1.0), height},
                palette.first);
  }
}

}  // namespace

std::string draw_track(std::span<const float> samples, double sample_rate_hz,
                       const Caption& caption, const Style& style, Format format) {
  if (samples.empty()) throw Error(ErrorKind::invalid_argument, "picture", "no samples to draw");
  if (!(sample_rate_hz > 0.0) || !std::isfinite(sample_rate_hz))
    throw Error(ErrorKind::invalid_argument, "picture", "the sample rate must be positive");
  if (!std::ranges::all_of(samples, [](float v) { return std::isfinite(v); }))
    throw Error(ErrorKind::invalid_argument, "picture", "a sample is not finite");

  Canvas canvas(style, format);
  const Palette& palette = Palette::of(style.theme);
  const Font labels{Measures::of(style).text_px, palette.soft_text};
  const Plan plan(style, caption, canvas.text_width("-32768", labels),
                  canvas.text_width("-80 dB", labels));
  const Measures& measures = plan.measures;
  const double duration_s = static_cast<double>(samples.size()) / sample_rate_hz;
  const auto x_of = [&](double seconds) {
    return plan.waveform.left + plan.waveform.width * seconds / duration_s;
  };

  draw_caption(canvas, plan.spectrogram.left, style.width_px - measures.margin(), caption, palette,
               measures);

  const Box& upper = plan.spectrogram;
  const Matrix db = mel_spectrogram(samples, sample_rate_hz, static_cast<int>(upper.width));
  canvas.pixels(upper, spectrogram_pixels(db, static_cast<int>(upper.height)));
  const double highest = dsp::hz_to_mel(sample_rate_hz / 2.0);
  const auto hz_y = [&](double hz) {
    return upper.bottom() - upper.height * dsp::hz_to_mel(hz) / highest;
  };
  // Labels at least a line apart, from the top: on the mel scale, low frequencies are close
  // together.
  std::vector<Tick> frequencies;
  double last = -1e9;
  const auto all = frequency_ticks(50.0, sample_rate_hz / 2.0);
  for (auto tick = all.rbegin(); tick != all.rend(); ++tick) {
    const double y = hz_y(tick->value);
    if (y - last < measures.line() || y > upper.bottom() - 0.2 * measures.text_px) continue;
    last = y;
    frequencies.push_back(*tick);
  }
  left_axis(canvas, upper, frequencies, hz_y, palette, measures, false);
  left_title(canvas, upper, "Hz", palette, measures);

  std::vector<Tick> levels;
  for (const Tick& tick : number_ticks(-kTopDb, 0.0, measures.labels(upper.height, 3.0)))
    levels.push_back({tick.value, tick.label + (tick.value == 0.0 ? " dB" : "")});
  colour_bar(
      canvas, plan.bar, levels,
      [&](double value) { return plan.bar.bottom() - plan.bar.height * (value + kTopDb) / kTopDb; },
      palette, measures);

  const Box& lower = plan.waveform;
  canvas.fill(lower, palette.panel);
  const auto sample_y = [&](double value) {
    return lower.bottom() - lower.height * (value - kLowest) / (kHighest - kLowest);
  };
  const auto times = time_ticks(duration_s, measures.labels(lower.width, 7.0));
  bottom_axis(canvas, lower, times, x_of, palette, measures, true, style.width_px);
  std::vector<Tick> amplitudes{{kLowest, "-32768"}, {0.0, "0"}, {kHighest, "32767"}};
  if (lower.height > 9.0 * measures.text_px) {
    amplitudes.push_back({-16384.0, "-16384"});
    amplitudes.push_back({16384.0, "16384"});
  }
  left_axis(canvas, lower, amplitudes, sample_y, palette, measures, true);
  draw_waveform(canvas, lower, samples, sample_y, palette);
  return canvas.finish();
}

}  // namespace melsift::picture
