// Marks and labels at the sides of a panel.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "picture/canvas.h"
#include "picture/caption.h"
#include "picture/ticks.h"

namespace melsift::picture {

// The sizes of a picture's parts, all from the size of its text, which follows the sheet's.
struct Measures {
  double text_px = 15.0;

  static Measures of(const Style& style);
  double gap() const { return 0.5 * text_px; }     // between a mark and its label
  double mark() const { return 0.35 * text_px; }   // length of a mark
  double line() const { return 1.5 * text_px; }    // of text to the next
  double margin() const { return 1.2 * text_px; }  // around all
  // How many labels find room on a side, `each` text sizes apart.
  int labels(double side_px, double each) const;
};

// What the caption takes of the sheet's top, below the margin; 0 where there is none.
double caption_height(const Caption& caption, const Measures& measures);
// At the sheet's top; what is too long ends in an ellipsis.
void draw_caption(Canvas& canvas, double left, double right, const Caption& caption,
                  const Palette& palette, const Measures& measures);

// Where a value lies: a coordinate in pixels.
using Position = std::function<double(double)>;

// Marks below a panel, with their labels, and lines across it where `grid` is set.  A label that
// would reach over the sheet's side is moved inside, one that meets the label before it left out.
void bottom_axis(Canvas& canvas, const Box& panel, std::span<const Tick> ticks,
                 const Position& x_of, const Palette& palette, const Measures& measures, bool grid,
                 double sheet_width);
// To its left ...
void left_axis(Canvas& canvas, const Box& panel, std::span<const Tick> ticks, const Position& y_of,
               const Palette& palette, const Measures& measures, bool grid);
// ... with a title along it.
void left_title(Canvas& canvas, const Box& panel, std::string_view title, const Palette& palette,
                const Measures& measures);

// The colour map from the bottom to the top of `bar`, marks to its right.
void colour_bar(Canvas& canvas, const Box& bar, std::span<const Tick> ticks, const Position& y_of,
                const Palette& palette, const Measures& measures);

// The widest of the labels.
double widest(Canvas& canvas, std::span<const Tick> ticks, const Font& font);

}  // namespace melsift::picture
