#include "picture/scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/colour_map.h"

namespace melsift::picture {
namespace {

[[noreturn]] void refuse(const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, "picture", detail);
}

void check(const TrackScores& track) {
  if (track.labels.empty()) refuse("scores of no classes");
  const auto fits = [&](const std::vector<double>& scores) {
    return scores.size() == track.labels.size() &&
           std::ranges::all_of(scores, [](double p) { return p >= 0.0 && p <= 1.0 + 1e-6; });
  };
  if (!fits(track.scores)) refuse("the scores are not probabilities of the classes");
  for (const ScoredWindow& window : track.windows)
    if (!fits(window.scores) || !(window.duration_s > 0.0) || !(window.start_s >= 0.0) ||
        !std::isfinite(window.start_s + window.duration_s))
      refuse("a window's scores, start or length are impossible");
}

std::string percent(double share) {
  return std::to_string(std::lround(100.0 * share)) + " %";
}

void draw_bars(Canvas& canvas, const Box& box, const TrackScores& track,
               const std::vector<std::size_t>& order, const Palette& palette,
               const Measures& measures) {
  const double row = box.height / static_cast<double>(order.size());
  const double thick = std::round(std::min(0.66 * row, 1.5 * measures.text_px));
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double y = box.top + row * (static_cast<double>(i) + 0.5);
    const double share = std::min(1.0, track.scores[order[i]]);
    canvas.text({box.left - measures.gap(), y}, track.labels[order[i]],
                {measures.text_px, palette.text, i == 0}, Align::right, Anchor::middle,
                box.left - measures.margin() - measures.gap());
    canvas.fill({box.left, std::round(y - 0.5 * thick), box.width, thick}, palette.panel);
    canvas.fill({box.left, std::round(y - 0.5 * thick), std::max(1.0, box.width * share), thick},
                i == 0 ? palette.second : palette.first);
    canvas.text({box.right() + measures.gap(), y}, percent(share),
                {measures.text_px, i == 0 ? palette.text : palette.soft_text, i == 0});
  }
}

void draw_windows(Canvas& canvas, const Box& box, const TrackScores& track,
                  const std::vector<std::size_t>& order, const Palette& palette,
                  const Measures& measures, double sheet_width) {
  double end_s = 0.0;
  for (const ScoredWindow& window : track.windows)
    end_s = std::max(end_s, window.start_s + window.duration_s);
  // A column of pixels shows the mean of the windows that contain its middle: windows may overlap.
  const auto& table = colour_table();
  Pixels pixels(std::max(1, static_cast<int>(box.width)), static_cast<int>(order.size()));
  for (int x = 0; x < pixels.width; ++x) {
    const double at_s = end_s * (x + 0.5) / pixels.width;
    std::vector<double> sums(track.labels.size());
    double count = 0.0;
    for (const ScoredWindow& window : track.windows) {
      if (at_s < window.start_s || at_s >= window.start_s + window.duration_s) continue;
      count += 1.0;
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += window.scores[i];
    }
    for (int y = 0; y < pixels.height; ++y) {
      const double share = count > 0.0 ? sums[order[static_cast<std::size_t>(y)]] / count : 0.0;
      pixels.at(x, y) = table[static_cast<std::size_t>(std::lround(255.0 * std::min(1.0, share)))];
    }
  }
  canvas.pixels(box, pixels);
  const double row = box.height / static_cast<double>(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    canvas.text({box.left - measures.gap(), box.top + row * (static_cast<double>(i) + 0.5)},
                track.labels[order[i]], {measures.text_px, palette.text, i == 0}, Align::right,
                Anchor::middle, box.left - measures.margin() - measures.gap());
  const auto x_of = [&](double seconds) { return box.left + box.width * seconds / end_s; };
  bottom_axis(canvas, box, time_ticks(end_s, measures.labels(box.width, 7.0)), x_of, palette,
              measures, false, sheet_width);
  const Box bar{box.right() + measures.text_px, box.top, measures.text_px, box.height};
  const std::vector<Tick> shares{{0.0, "0 %"}, {0.5, "50 %"}, {1.0, "100 %"}};
  colour_bar(
      canvas, bar, shares, [&](double share) { return bar.bottom() - bar.height * share; }, palette,
      measures);
}

}  // namespace

std::string draw_scores(const TrackScores& track, const Caption& caption, const Style& style,
                        Format format) {
  check(track);
  Canvas canvas(style, format);
  const Palette& palette = Palette::of(style.theme);
  Measures measures = Measures::of(style);
  measures.text_px *= 1.2;  // little text on much space
  const double margin = measures.margin();
  const double top = margin + caption_height(caption, measures);
  const double bottom = style.height_px - margin;
  const bool over_time = !track.windows.empty();
  const double axis = over_time ? 1.6 * measures.line() + 1.2 * measures.text_px : 0.0;
  const double high = std::max(8.0, (bottom - top - axis) / (over_time ? 2.0 : 1.0));

  std::vector<std::size_t> order(track.labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return track.scores[i]; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max(
                                          1.0, std::floor(high / (1.15 * measures.text_px))))));

  double labels = 0.0;
  for (const std::size_t i : order)
    labels = std::max(labels,
                      canvas.text_width(track.labels[i], {measures.text_px, palette.text, true}));
  const double left = std::round(margin + std::min(labels, 0.3 * style.width_px) + measures.gap());
  const double right_labels = canvas.text_width("100 %", {measures.text_px, palette.text, true}) +
                              measures.gap() +
                              (over_time ? 2.0 * measures.text_px + measures.mark() : 0.0);
  const double wide = std::max(8.0, std::round(style.width_px - margin - right_labels - left));

  draw_caption(canvas, margin, style.width_px - margin, caption, palette, measures);
  draw_bars(canvas, {left, top, wide, high}, track, order, palette, measures);
  if (over_time)
    draw_windows(canvas, {left, std::round(top + high + 1.2 * measures.text_px), wide, high}, track,
                 order, palette, measures, style.width_px);
  return canvas.finish();
}

}  // namespace melsift::picture
