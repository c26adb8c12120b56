// Tick marks and labels at the sides of a panel.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "picture/canvas.h"
#include "picture/caption.h"
#include "picture/ticks.h"

namespace melsift::picture {

// The sizes of the parts of a picture.  All follow from the text size, which follows from the
// sheet.
struct Measures {
  double text_px = 15.0;

  static Measures of(const Style& style);
  double gap() const { return 0.5 * text_px; }     // between a mark and its label
  double mark() const { return 0.35 * text_px; }   // length of a mark
  double line() const { return 1.5 * text_px; }    // from one line of text to the next
  double margin() const { return 1.2 * text_px; }  // around the picture
  // The number of labels that fit on a side, `each` text sizes apart.
  int labels(double side_px, double each) const;
};

// The height of the caption at the top of the sheet, below the margin; 0 if there is none.
double caption_height(const Caption& caption, const Measures& measures);
// Draws the caption at the top of the sheet; a text that is too long ends in an ellipsis.
void draw_caption(Canvas& canvas, double left, double right, const Caption& caption,
                  const Palette& palette, const Measures& measures);

// The position of a value: a coordinate in pixels.
using Position = std::function<double(double)>;

// Marks below a panel, with their labels, and lines across it if `grid` is set.  A label that would
// reach beyond the sheet is moved inside; a label that would overlap the one before is left out.
void bottom_axis(Canvas& canvas, const Box& panel, std::span<const Tick> ticks,
                 const Position& x_of, const Palette& palette, const Measures& measures, bool grid,
                 double sheet_width);
// Marks to the left of the panel ...
void left_axis(Canvas& canvas, const Box& panel, std::span<const Tick> ticks, const Position& y_of,
               const Palette& palette, const Measures& measures, bool grid);
// ... with a title along it.
void left_title(Canvas& canvas, const Box& panel, std::string_view title, const Palette& palette,
                const Measures& measures);

// Draws the colour map from the bottom to the top of `bar`, with marks to its right.
void colour_bar(Canvas& canvas, const Box& bar, std::span<const Tick> ticks, const Position& y_of,
                const Palette& palette, const Measures& measures);

// The widest of the labels.
double widest(Canvas& canvas, std::span<const Tick> ticks, const Font& font);

}  // namespace melsift::picture
