#include "picture/axis.h"

#include <algorithm>
#include <cmath>

#include "picture/colour_map.h"

namespace melsift::picture {

Measures Measures::of(const Style& style) {
  return {std::clamp(std::min(style.width_px / 80.0, style.height_px / 46.0), 8.0, 40.0)};
}

int Measures::labels(double side_px, double each) const {
  return std::max(2, static_cast<int>(side_px / (each * text_px)) + 1);
}

double caption_height(const Caption& caption, const Measures& measures) {
  return caption.title.empty() && caption.artist.empty() ? 0.0 : 2.4 * measures.text_px;
}

void draw_caption(Canvas& canvas, double left, double right, const Caption& caption,
                  const Palette& palette, const Measures& measures) {
  const Font title{1.25 * measures.text_px, palette.text, true};
  const Font artist{measures.text_px, palette.soft_text};
  const double y = measures.margin() + 0.8 * measures.text_px;
  if (!caption.title.empty()) {
    const double room = (caption.artist.empty() ? 1.0 : 0.68) * (right - left);
    canvas.text({left, y}, caption.title, title, Align::left, Anchor::middle, room);
    left += std::min(canvas.text_width(caption.title, title), room) + measures.text_px;
  }
  if (!caption.artist.empty())
    canvas.text({left, y + 0.1 * measures.text_px}, caption.artist, artist, Align::left,
                Anchor::middle, right - left);
}

void bottom_axis(Canvas& canvas, const Box& panel, std::span<const Tick> ticks,
                 const Position& x_of, const Palette& palette, const Measures& measures, bool grid,
                 double sheet_width) {
  const Font font{measures.text_px, palette.soft_text};
  double taken = -1e9;  // occupied by labels so far
  for (const Tick& tick : ticks) {
    const double x = x_of(tick.value);
    if (grid) canvas.line({x, panel.top}, {x, panel.bottom()}, palette.grid);
    canvas.line({x, panel.bottom()}, {x, panel.bottom() + measures.mark()}, palette.soft_text);
    const double half = 0.5 * canvas.text_width(tick.label, font);
    const double middle = std::clamp(x, half + 2.0, std::max(half + 2.0, sheet_width - half - 2.0));
    if (middle - half < taken + measures.gap()) continue;
    canvas.text({middle, panel.bottom() + measures.mark() + 0.2 * measures.text_px}, tick.label,
                font, Align::centre, Anchor::top);
    taken = middle + half;
  }
}

void left_axis(Canvas& canvas, const Box& panel, std::span<const Tick> ticks, const Position& y_of,
               const Palette& palette, const Measures& measures, bool grid) {
  const Font font{measures.text_px, palette.soft_text};
  for (const Tick& tick : ticks) {
    const double y = y_of(tick.value);
    if (grid) canvas.line({panel.left, y}, {panel.right(), y}, palette.grid);
    canvas.line({panel.left - measures.mark(), y}, {panel.left, y}, palette.soft_text);
    canvas.text({panel.left - measures.mark() - measures.gap(), y}, tick.label, font, Align::right);
  }
}

void left_title(Canvas& canvas, const Box& panel, std::string_view title, const Palette& palette,
                const Measures& measures) {
  canvas.text({measures.margin() + 0.3 * measures.text_px, panel.top + 0.5 * panel.height}, title,
              {measures.text_px, palette.soft_text}, Align::centre, Anchor::middle, panel.height,
              true);
}

void colour_bar(Canvas& canvas, const Box& bar, std::span<const Tick> ticks, const Position& y_of,
                const Palette& palette, const Measures& measures) {
  const auto& table = colour_table();
  const int rows = std::max(1, static_cast<int>(std::lround(bar.height)));
  Pixels pixels(1, rows);
  for (int y = 0; y < rows; ++y)
    pixels.at(0, y) = table[static_cast<std::size_t>((rows - 1 - y) * 255 / std::max(1, rows - 1))];
  canvas.pixels(bar, pixels);
  for (const Tick& tick : ticks) {
    const double y = y_of(tick.value);
    canvas.line({bar.right(), y}, {bar.right() + measures.mark(), y}, palette.soft_text);
    canvas.text({bar.right() + measures.mark() + measures.gap(), y}, tick.label,
                {measures.text_px, palette.soft_text});
  }
}

double widest(Canvas& canvas, std::span<const Tick> ticks, const Font& font) {
  double width = 0.0;
  for (const Tick& tick : ticks) width = std::max(width, canvas.text_width(tick.label, font));
  return width;
}

}  // namespace melsift::picture
