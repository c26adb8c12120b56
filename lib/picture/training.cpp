#include "picture/training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/error.h"
#include "picture/axis.h"
#include "picture/canvas.h"

namespace melsift::picture {
namespace {

using Values = std::vector<double> TrainingCurves::*;

// The quantity that a panel shows.
struct Quantity {
  const char* title;
  Values train, valid;
  double factor;  // ratio of displayed to stored values
};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// A little more than the range of the values, and never an empty range.
Range range_of(std::span<const TrainingCurves> networks, const Quantity& quantity) {
  Range range;
  for (const TrainingCurves& network : networks)
    for (const Values values : {quantity.train, quantity.valid})
      for (const double value : network.*values) range.take(quantity.factor * value);
  if (range.low > range.high) range = {0.0, 1.0};
  const double room = std::max(0.05 * (range.high - range.low), 1e-3 * std::abs(range.high) + 1e-9);
  // Neither quantity is ever below 0.
  return {std::max(std::min(0.0, range.low), range.low - room), range.high + room};
}

void draw_legend(Canvas& canvas, double right, double y, const Palette& palette,
                 const Measures& measures) {
  const Font font{measures.text_px, palette.text};
  for (const auto& [name, colour] :
       {std::pair{"validation", palette.second}, {"training", palette.first}}) {
    canvas.text({right, y}, name, font, Align::right);
    right -= canvas.text_width(name, font) + measures.gap();
    canvas.line({right - 1.6 * measures.text_px, y}, {right, y}, colour, 0.16 * measures.text_px);
    right -= 2.8 * measures.text_px;
  }
}

class Panel {
 public:
  Panel(Canvas& canvas, const Box& box, const Quantity& quantity, const Range& range,
        std::size_t epochs, const Palette& palette, const Measures& measures)
      : canvas_(canvas),
        box_(box),
        quantity_(quantity),
        range_(range),
        epochs_(epochs),
        palette_(palette),
        measures_(measures) {}

  double x_of(double epoch) const {
    if (epochs_ < 2) return box_.left + 0.5 * box_.width;
    return box_.left + box_.width * (epoch - 1.0) / (static_cast<double>(epochs_) - 1.0);
  }
  double y_of(double value) const {
    return box_.bottom() - box_.height * (value - range_.low) / (range_.high - range_.low);
  }

  void curves(const TrainingCurves& network, double strength) {
    for (const auto& [values, colour] :
         {std::pair{quantity_.train, palette_.first}, {quantity_.valid, palette_.second}}) {
      std::vector<Point> points;
      for (std::size_t i = 0; i < (network.*values).size(); ++i)
        points.push_back(
            {x_of(static_cast<double>(i) + 1.0), y_of(quantity_.factor * (network.*values)[i])});
      canvas_.curve(points, colour.faded(strength), 0.14 * measures_.text_px, network.dashed);
      if (points.size() == 1 && std::isfinite(points[0].y))
        canvas_.dot(points[0], 0.3 * measures_.text_px, colour);
    }
  }

  // Marks the kept epoch, with its value if `labelled`.
  void best(const TrainingCurves& network, bool labelled) {
    const std::size_t epoch = network.best_epoch;
    if (epoch == 0 || epoch > (network.*quantity_.train).size()) return;
    const bool judged = std::isfinite((network.*quantity_.valid)[epoch - 1]);
    const double kept =
        quantity_.factor * (network.*(judged ? quantity_.valid : quantity_.train))[epoch - 1];
    const Point at{x_of(static_cast<double>(epoch)), y_of(kept)};
    if (!std::isfinite(at.y)) return;
    const Colour& colour = judged ? palette_.second : palette_.first;
    canvas_.line({at.x, box_.top}, {at.x, box_.bottom()}, colour.faded(0.35));
    canvas_.dot(at, 0.34 * measures_.text_px, colour);
    if (!labelled) return;
    const std::string text = "epoch " + std::to_string(epoch) + ": " + number_text(kept);
    const Font font{measures_.text_px, palette_.text};
    const double width = canvas_.text_width(text, font);
    const bool fits = at.x + measures_.gap() + width <= box_.right();
    // The text is away from the curve: below it in the upper half of the panel, above it in the
    // lower half.
    const bool high = at.y < box_.top + 0.5 * box_.height;
    canvas_.text({fits ? at.x + measures_.gap() : at.x - measures_.gap(),
                  at.y + (high ? 1.1 : -1.1) * measures_.text_px},
                 text, font, fits ? Align::left : Align::right);
  }

 private:
  std::string number_text(double value) const {
    const bool percent = quantity_.factor > 1.0;
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), percent ? "%.1f %%" : "%.3f", value);
    return text.data();
  }

  Canvas& canvas_;
  Box box_;
  Quantity quantity_;
  Range range_;
  std::size_t epochs_;
  const Palette& palette_;
  const Measures& measures_;
};

std::size_t epochs_of(std::span<const TrainingCurves> networks) {
  std::size_t epochs = 0;
  for (const TrainingCurves& network : networks) {
    const std::size_t count = network.loss.size();
    if (network.accuracy.size() != count || network.valid_loss.size() != count ||
        network.valid_accuracy.size() != count)
      throw Error(ErrorKind::invalid_argument, "picture", "curves of different lengths");
    epochs = std::max(epochs, count);
  }
  if (epochs == 0)
    throw Error(ErrorKind::invalid_argument, "picture", "no epoch of a training to draw");
  return epochs;
}

}  // namespace

std::string draw_training(std::span<const TrainingCurves> networks, const Caption& caption,
                          const Style& style, Format format) {
  const std::size_t epochs = epochs_of(networks);
  Canvas canvas(style, format);
  const Palette& palette = Palette::of(style.theme);
  const Measures measures = Measures::of(style);
  const std::array quantities{
      Quantity{"loss", &TrainingCurves::loss, &TrainingCurves::valid_loss, 1.0},
      Quantity{"accuracy (%)", &TrainingCurves::accuracy, &TrainingCurves::valid_accuracy, 100.0}};

  const double margin = measures.margin();
  const double between = 1.4 * measures.text_px;
  // The legend is in the line of the caption if that is short, otherwise in its own line.
  const double top = margin + std::max(caption_height(caption, measures), 2.2 * measures.text_px);
  const double bottom = style.height_px - margin - 2.6 * measures.line();
  const double high = std::max(8.0, 0.5 * (bottom - top - between));
  std::array<std::vector<Tick>, 2> ticks;
  std::array<Range, 2> ranges;
  double labels = 0.0;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    ranges[i] = range_of(networks, quantities[i]);
    ticks[i] = number_ticks(ranges[i].low, ranges[i].high, measures.labels(high, 3.0));
    labels = std::max(labels, widest(canvas, ticks[i], {measures.text_px, palette.soft_text}));
  }
  const double left =
      std::round(margin + measures.line() + labels + measures.gap() + measures.mark());
  const double right = style.width_px - margin - measures.text_px;
  const Font legend{measures.text_px, palette.text};
  const double legend_width = canvas.text_width("training", legend) +
                              canvas.text_width("validation", legend) + 7.0 * measures.text_px;
  draw_caption(canvas, left, std::max(left + 4.0 * measures.text_px, right - legend_width), caption,
               palette, measures);
  draw_legend(canvas, right, margin + 0.8 * measures.text_px, palette, measures);

  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const Box box{left, std::round(top + static_cast<double>(i) * (high + between)),
                  std::max(8.0, right - left), high};
    Panel panel(canvas, box, quantities[i], ranges[i], epochs, palette, measures);
    canvas.fill(box, palette.panel);
    left_axis(
        canvas, box, ticks[i], [&](double v) { return panel.y_of(v); }, palette, measures, true);
    left_title(canvas, box, quantities[i].title, palette, measures);
    if (i + 1 == quantities.size()) {
      std::vector<Tick> marks;
      for (const Tick& tick : number_ticks(1.0, std::max(2.0, static_cast<double>(epochs)),
                                           measures.labels(box.width, 6.0)))
        if (tick.value == std::floor(tick.value) && tick.value <= static_cast<double>(epochs))
          marks.push_back(tick);
      bottom_axis(
          canvas, box, marks, [&](double v) { return panel.x_of(v); }, palette, measures, false,
          style.width_px);
      canvas.text({box.left + 0.5 * box.width, box.bottom() + 2.2 * measures.line()}, "epoch",
                  {measures.text_px, palette.soft_text}, Align::centre);
    }
    const auto alone = [&](const TrainingCurves& network) {
      return std::ranges::count(networks, network.dashed, &TrainingCurves::dashed) == 1;
    };
    for (const TrainingCurves& network : networks)
      panel.curves(network, alone(network) ? 1.0 : 0.55);
    for (const TrainingCurves& network : networks) panel.best(network, alone(network));
  }
  return canvas.finish();
}

}  // namespace melsift::picture
