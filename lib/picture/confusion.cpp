#include "picture/confusion.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/colour_map.h"

namespace melsift::picture {
namespace {

void check(const Confusion& confusion) {
  const std::size_t size = confusion.labels.size();
  if (size == 0)
    throw Error(ErrorKind::invalid_argument, "picture", "a confusion matrix of no classes");
  bool square = confusion.counts.size() == size;
  for (const auto& row : confusion.counts)
    square = square && row.size() == size &&
             std::ranges::all_of(row, [](long long count) { return count >= 0; });
  if (!square)
    throw Error(ErrorKind::invalid_argument, "picture",
                "the confusion matrix is not a square matrix of counts for its " +
                    std::to_string(size) + " classes");
}

class Matrix {
 public:
  Matrix(Canvas& canvas, const Confusion& confusion, const Style& style, const Measures& measures,
         double top)
      : canvas_(canvas),
        confusion_(confusion),
        palette_(Palette::of(style.theme)),
        dark_(style.theme == Theme::dark),
        measures_(measures),
        size_(static_cast<double>(confusion.labels.size())) {
    const double margin = measures.margin();
    label_font_ = {measures.text_px, palette_.text};
    for (const std::string& label : confusion.labels)
      labels_ = std::max(labels_, canvas.text_width(label, label_font_));
    labels_ = std::min(labels_, 0.25 * std::min(style.width_px, style.height_px));
    const double left = margin + measures.line() + labels_ + measures.gap();
    const double below = labels_ + measures.gap() + measures.line() + margin;
    cell_ = std::floor(std::min((style.width_px - left - margin) / size_,
                                (style.height_px - top - below) / size_));
    cell_ = std::max(1.0, cell_);
    box_ = {std::round(left), std::round(top), cell_ * size_, cell_ * size_};
  }

  void draw() {
    for (std::size_t row = 0; row < confusion_.labels.size(); ++row) draw_row(row);
    draw_labels();
    left_title(canvas_, box_, "true class", palette_, measures_);
    const double labels = are_level() ? measures_.text_px : labels_;
    canvas_.text({box_.left + 0.5 * box_.width,
                  box_.bottom() + measures_.gap() + labels + 0.9 * measures_.line()},
                 "predicted class", {measures_.text_px, palette_.soft_text}, Align::centre);
  }

 private:
  void draw_row(std::size_t row) {
    const auto& counts = confusion_.counts[row];
    const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), 0LL));
    const double gap = cell_ >= 6.0 ? 1.0 : 0.0;
    for (std::size_t column = 0; column < counts.size(); ++column) {
      const double share = all > 0.0 ? static_cast<double>(counts[column]) / all : 0.0;
      const Colour colour = share > 0.0 ? shade_of(share) : palette_.panel;
      const Box cell{box_.left + cell_ * static_cast<double>(column),
                     box_.top + cell_ * static_cast<double>(row), cell_ - gap, cell_ - gap};
      canvas_.fill(cell, colour);
      if (counts[column] > 0) draw_numbers(cell, counts[column], share, colour);
    }
  }

  // The larger the fraction, the larger the contrast to the background.
  Colour shade_of(double share) const {
    return colour_of(dark_ ? 0.15 + 0.85 * share : 0.97 - 0.8 * share);
  }

  void draw_numbers(const Box& cell, long long count, double share, const Colour& colour) {
    constexpr Colour kBlack{0.07, 0.07, 0.09}, kWhite{1.0, 1.0, 1.0};
    Font font{std::min(measures_.text_px, 0.42 * cell_),
              contrast(colour, kWhite) > contrast(colour, kBlack) ? kWhite : kBlack};
    const std::string text = std::to_string(count);
    const double width = canvas_.text_width(text, font);
    if (width > 0.86 * cell_) font.size_px *= 0.86 * cell_ / width;
    if (font.size_px < 5.0) return;
    const Point middle{cell.left + 0.5 * cell.width, cell.top + 0.5 * cell.height};
    const bool both = cell_ >= 2.9 * measures_.text_px;
    canvas_.text({middle.x, middle.y - (both ? 0.5 * measures_.text_px : 0.0)}, text, font,
                 Align::centre);
    if (!both) return;
    font.size_px = 0.72 * measures_.text_px;
    font.colour = font.colour.faded(0.85);
    canvas_.text({middle.x, middle.y + 0.6 * measures_.text_px},
                 std::to_string(std::lround(100.0 * share)) + " %", font, Align::centre);
  }

  // Whether all labels fit below their squares; else they read upwards.
  bool are_level() const { return labels_ <= 0.94 * cell_; }

  void draw_labels() {
    const auto step =
        static_cast<std::size_t>(std::max(1.0, std::ceil(1.1 * measures_.text_px / cell_)));
    for (std::size_t i = 0; i < confusion_.labels.size(); i += step) {
      const double at = cell_ * (static_cast<double>(i) + 0.5);
      canvas_.text({box_.left - measures_.gap(), box_.top + at}, confusion_.labels[i], label_font_,
                   Align::right, Anchor::middle, labels_);
      const double width = canvas_.text_width(confusion_.labels[i], label_font_);
      const double y = box_.bottom() + measures_.gap();
      if (are_level())
        canvas_.text({box_.left + at, y}, confusion_.labels[i], label_font_, Align::centre,
                     Anchor::top, labels_);
      else
        canvas_.text({box_.left + at, y + std::min(width, labels_)}, confusion_.labels[i],
                     label_font_, Align::left, Anchor::middle, labels_, true);
    }
  }

  Canvas& canvas_;
  const Confusion& confusion_;
  const Palette& palette_;
  bool dark_ = false;
  const Measures& measures_;
  Font label_font_;
  double size_ = 0.0, labels_ = 0.0, cell_ = 0.0;
  Box box_;
};

}  // namespace

Style confusion_style(std::size_t classes, Theme theme) {
  const double cell = classes <= 12 ? 52.0 : classes <= 30 ? 34.0 : 22.0;
  const int side =
      std::clamp(static_cast<int>(cell * static_cast<double>(classes)) + 220, 480, 6000);
  return {theme, side, side};
}

std::string draw_confusion(const Confusion& confusion, const Caption& caption, const Style& style,
                           Format format) {
  check(confusion);
  Canvas canvas(style, format);
  // The text size does not grow with the sheet: a larger sheet has more squares, not larger ones.
  Measures measures = Measures::of(style);
  measures.text_px = std::clamp(std::min(style.width_px, style.height_px) / 52.0, 8.0, 14.0);
  draw_caption(canvas, measures.margin(), style.width_px - measures.margin(), caption,
               Palette::of(style.theme), measures);
  Matrix(canvas, confusion, style, measures, measures.margin() + caption_height(caption, measures))
      .draw();
  return canvas.finish();
}

}  // namespace melsift::picture
