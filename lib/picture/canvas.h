// A sheet to draw on, which becomes a PNG or an SVG file, by Cairo, with text by Pango.  Only
// canvas.cpp uses them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "picture/style.h"

namespace melsift::picture {

// In pixels; x to the right, y down.
struct Point {
  double x = 0.0, y = 0.0;
};

struct Box {
  double left = 0.0, top = 0.0, width = 0.0, height = 0.0;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

// Rows of pixels, each 0xffrrggbb.
struct Pixels {
  int width = 0, height = 0;
  std::vector<std::uint32_t> values;

  Pixels(int columns, int rows)
      : width(columns), height(rows), values(static_cast<std::size_t>(columns) * rows) {}
  std::uint32_t& at(int x, int y) { return values[static_cast<std::size_t>(y) * width + x]; }
};

struct Font {
  double size_px = 12.0;
  Colour colour;
  bool bold = false;
};

// Which part of the text is placed at the point: horizontally ...
enum class Align { left, centre, right };
// ... and vertically the middle of its line, or its top.
enum class Anchor { middle, top };

class Canvas {
 public:
  // A sheet with the palette's background.  Throws Error invalid_argument for sizes that Style
  // doesn't allow; std::bad_alloc.
  Canvas(const Style& style, Format format);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void fill(const Box& box, const Colour& colour);
  void line(Point from, Point to, const Colour& colour, double width_px = 1.0);
  // Joined lines; points that are not finite interrupt it.
  void curve(std::span<const Point> points, const Colour& colour, double width_px,
             bool dashed = false);
  void dot(Point centre, double radius_px, const Colour& colour);
  // Draws pixel by pixel if the box has their size, otherwise stretched.
  void pixels(const Box& box, const Pixels& pixels);

  // Any text: control characters and line ends are blanks, bytes that are not UTF-8 are replacement
  // characters, and a text longer than `room_px` ends in an ellipsis (0: no limit).  `turned` text
  // reads upwards; `room_px` is then its height.
  void text(Point at, std::string_view text, const Font& font, Align align = Align::left,
            Anchor anchor = Anchor::middle, double room_px = 0.0, bool turned = false);
  double text_width(std::string_view text, const Font& font);

  // The bytes of the file; nothing can be drawn afterwards.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace melsift::picture
