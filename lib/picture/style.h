// The style of pictures.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace melsift::picture {

enum class Format { png, svg };
enum class Theme { light, dark };

// Throw Error invalid_argument for any text except "png", "svg"; "light", "dark".
Format parse_format(std::string_view text);
Theme parse_theme(std::string_view text);

inline constexpr int kSmallestSide = 240;
inline constexpr int kLargestSide = 16384;

struct Style {
  Theme theme = Theme::light;
  int width_px = 1200;  // both kSmallestSide to kLargestSide; of an SVG in CSS pixels
  int height_px = 720;
  // Called for each text that is drawn without its letters, because no font can be read.
  std::function<void()> font_missing = {};
};

// Pango prints several lines on standard error for each font that it can't read; afterwards it
// prints none, and font_missing tells.  For programs, once: GLib takes one writer of its log in a
// process.
void silence_font_warnings();

// sRGB, 0..1.
struct Colour {
  double red = 0.0, green = 0.0, blue = 0.0;
  double alpha = 1.0;

  Colour faded(double share) const { return {red, green, blue, alpha * share}; }
};

// The colours of a theme.  The contrast of text to the background is at least 7:1, of soft text
// 4.5:1 (WCAG 2.1), of the two curves 3:1.
struct Palette {
  Colour paper, panel, text, soft_text, grid;
  Colour first, second;  // of curves and bars

  static const Palette& of(Theme theme);
};

// The contrast by WCAG 2.1: 1 (equal) to 21 (black on white).
double contrast(const Colour& one, const Colour& other);

}  // namespace melsift::picture
