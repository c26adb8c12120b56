#include "picture/canvas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <new>
#include <numbers>

#include <png.h>

#include "base/error.h"
#include "base/utf8.h"
#include "picture/drawing_functions.h"

namespace melsift::picture {
namespace {

// The maximum length of a text; far more than fits on the widest sheet.
constexpr std::size_t kMaxCodePoints = 2000;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    (drawing().*Free)(object);
  }
};
using F = DrawingFunctions;
using Surface = std::unique_ptr<cairo_surface_t, Freed<&F::cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Freed<&F::cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Freed<&F::g_object_unref>>;
using FontDescription =
    std::unique_ptr<PangoFontDescription, Freed<&F::pango_font_description_free>>;

// The text for Pango: one line of valid UTF-8.
std::string one_line(std::string_view text) {
  std::string line;
  for (std::size_t count = 0; !text.empty() && count < kMaxCodePoints; ++count) {
    const char32_t c = take_code_point(text);
    const bool is_space = c < U' ' || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
    append_code_point(line, is_space ? U' ' : c);
  }
  return line;
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned count) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), count);
  return CAIRO_STATUS_SUCCESS;
}

void check(cairo_status_t status) {
  if (status == CAIRO_STATUS_NO_MEMORY) throw std::bad_alloc();
  if (status != CAIRO_STATUS_SUCCESS)
    throw Error(ErrorKind::io, "picture",
                std::string("can't be drawn: ") + drawing().cairo_status_to_string(status));
}

// An opaque sheet as PNG.  Cairo's own writer uses zlib's default level and writes alpha: it takes
// three times as long, for a spectrogram that is hardly smaller.
std::string png_of(cairo_surface_t* surface) {
  drawing().cairo_surface_flush(surface);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(drawing().cairo_image_surface_get_width(surface));
  image.height = static_cast<png_uint_32>(drawing().cairo_image_surface_get_height(surface));
  image.format = PNG_FORMAT_RGB;
  image.flags = PNG_IMAGE_FLAG_FAST;
  const auto stride = static_cast<std::size_t>(drawing().cairo_image_surface_get_stride(surface));
  const unsigned char* const data = drawing().cairo_image_surface_get_data(surface);
  std::vector<unsigned char> rgb;
  rgb.reserve(PNG_IMAGE_SIZE(image));
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t x = 0; x < image.width; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, data + y * stride + 4 * x, sizeof pixel);
      for (const int shift : {16, 8, 0}) rgb.push_back(static_cast<unsigned char>(pixel >> shift));
    }
  }
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, rgb.data(), 0, nullptr) == 0)
    throw Error(ErrorKind::io, "picture", std::string("can't be written as PNG: ") + image.message);
  bytes.resize(size);
  return bytes;
}

// Cairo numbers the parts of an SVG ("surface12") over all pictures of a process; here the numbers
// start again, so that the same picture has the same bytes.
std::string renumbered(std::string_view svg) {
  std::string out;
  std::vector<std::string_view> seen;
  constexpr std::string_view kDigits = "0123456789";
  while (!svg.empty()) {
    std::size_t at = std::string_view::npos, length = 0;
    for (const std::string_view word : {"id=\"surface", "id=\"image", "#surface", "#image"}) {
      const std::size_t found = svg.find(word);
      if (found < at) at = found, length = word.size();
    }
    if (at == std::string_view::npos) break;
    out.append(svg.substr(0, at + length));
    svg.remove_prefix(at + length);
    const std::string_view number = svg.substr(0, svg.find_first_not_of(kDigits));
    const auto known = std::ranges::find(seen, number);
    out += std::to_string(known - seen.begin());
    if (known == seen.end()) seen.push_back(number);
    svg.remove_prefix(number.size());
  }
  return out.append(svg);
}

}  // namespace

struct Canvas::State {
  Format format = Format::png;
  std::function<void()> font_missing;
  std::string bytes;  // of an SVG, as they come
  Surface surface;
  Context context;

  void colour(const Colour& c) {
    drawing().cairo_set_source_rgba(context.get(), c.red, c.green, c.blue, c.alpha);
  }

  Layout layout(std::string_view text, const Font& font, double room_px) const {
    Layout layout(drawing().pango_cairo_create_layout(context.get()));
    const FontDescription description(
        drawing().pango_font_description_from_string("DejaVu Sans, Sans"));
    drawing().pango_font_description_set_absolute_size(description.get(),
                                                       font.size_px * PANGO_SCALE);
    if (font.bold)
      drawing().pango_font_description_set_weight(description.get(), PANGO_WEIGHT_BOLD);
    drawing().pango_layout_set_font_description(layout.get(), description.get());
    drawing().pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
    const std::string line = one_line(text);
    drawing().pango_layout_set_text(layout.get(), line.data(), static_cast<int>(line.size()));
    // Every font has the letters of ASCII.
    const bool is_ascii = std::ranges::all_of(line, [](char c) { return c >= ' ' && c < '\x7f'; });
    if (font_missing && is_ascii &&
        drawing().pango_layout_get_unknown_glyphs_count(layout.get()) > 0)
      font_missing();
    if (room_px > 0.0) {
      int width = 0;
      drawing().pango_layout_get_size(layout.get(), &width, nullptr);
      if (width > room_px * PANGO_SCALE) {
        drawing().pango_layout_set_width(layout.get(), static_cast<int>(room_px * PANGO_SCALE));
        drawing().pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
      }
    }
    return layout;
  }
};

Canvas::Canvas(const Style& style, Format format) : state_(std::make_unique<State>()) {
  for (const auto& [name, side] : {std::pair("width", style.width_px), {"height", style.height_px}})
    if (side < kSmallestSide || side > kLargestSide)
      throw Error(ErrorKind::invalid_argument, name,
                  std::to_string(side) + " pixels, expected " + std::to_string(kSmallestSide) +
                      " to " + std::to_string(kLargestSide));
  state_->format = format;
  state_->font_missing = style.font_missing;
  if (format == Format::png) {
    state_->surface.reset(
        drawing().cairo_image_surface_create(CAIRO_FORMAT_RGB24, style.width_px, style.height_px));
  } else {
    state_->surface.reset(drawing().cairo_svg_surface_create_for_stream(
        append, &state_->bytes, style.width_px, style.height_px));
    drawing().cairo_svg_surface_set_document_unit(state_->surface.get(), CAIRO_SVG_UNIT_PX);
  }
  check(drawing().cairo_surface_status(state_->surface.get()));
  state_->context.reset(drawing().cairo_create(state_->surface.get()));
  // Without hinting, text has the same position and width at every size and in both formats.
  cairo_font_options_t* options = drawing().cairo_font_options_create();
  drawing().cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  drawing().cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  drawing().cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  drawing().cairo_set_font_options(state_->context.get(), options);
  drawing().cairo_font_options_destroy(options);
  fill({0.0, 0.0, static_cast<double>(style.width_px), static_cast<double>(style.height_px)},
       Palette::of(style.theme).paper);
}

Canvas::~Canvas() = default;

void Canvas::fill(const Box& box, const Colour& colour) {
  state_->colour(colour);
  drawing().cairo_rectangle(state_->context.get(), box.left, box.top, box.width, box.height);
  drawing().cairo_fill(state_->context.get());
}

void Canvas::line(Point from, Point to, const Colour& colour, double width_px) {
  const std::array<Point, 2> points{from, to};
  curve(points, colour, width_px);
}

void Canvas::curve(std::span<const Point> points, const Colour& colour, double width_px,
                   bool dashed) {
  cairo_t* const context = state_->context.get();
  state_->colour(colour);
  drawing().cairo_set_line_width(context, width_px);
  drawing().cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
  bool begun = false;
  for (const Point& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
      begun = false;
      continue;
    }
    (begun ? drawing().cairo_line_to : drawing().cairo_move_to)(context, point.x, point.y);
    begun = true;
  }
  const std::array<double, 2> dashes = {4.0 * width_px, 2.5 * width_px};
  if (dashed) drawing().cairo_set_dash(context, dashes.data(), 2, 0.0);
  drawing().cairo_stroke(context);
  drawing().cairo_set_dash(context, nullptr, 0, 0.0);
}

void Canvas::dot(Point centre, double radius_px, const Colour& colour) {
  state_->colour(colour);
  drawing().cairo_arc(state_->context.get(), centre.x, centre.y, radius_px, 0.0,
                      2.0 * std::numbers::pi);
  drawing().cairo_fill(state_->context.get());
}

void Canvas::pixels(const Box& box, const Pixels& pixels) {
  if (pixels.width <= 0 || pixels.height <= 0) return;
  const Surface image(
      drawing().cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels.width, pixels.height));
  check(drawing().cairo_surface_status(image.get()));
  unsigned char* const data = drawing().cairo_image_surface_get_data(image.get());
  const int stride = drawing().cairo_image_surface_get_stride(image.get());
  for (int y = 0; y < pixels.height; ++y)
    std::memcpy(data + static_cast<std::ptrdiff_t>(y) * stride,
                pixels.values.data() + static_cast<std::size_t>(y) * pixels.width,
                sizeof(std::uint32_t) * static_cast<std::size_t>(pixels.width));
  drawing().cairo_surface_mark_dirty(image.get());
  cairo_t* const context = state_->context.get();
  drawing().cairo_save(context);
  drawing().cairo_translate(context, box.left, box.top);
  drawing().cairo_scale(context, box.width / pixels.width, box.height / pixels.height);
  drawing().cairo_set_source_surface(context, image.get(), 0.0, 0.0);
  drawing().cairo_pattern_set_filter(drawing().cairo_get_source(context), CAIRO_FILTER_NEAREST);
  drawing().cairo_rectangle(context, 0.0, 0.0, pixels.width, pixels.height);
  drawing().cairo_fill(context);
  drawing().cairo_restore(context);
}

void Canvas::text(Point at, std::string_view text, const Font& font, Align align, Anchor anchor,
                  double room_px, bool turned) {
  const Layout layout = state_->layout(text, font, room_px);
  int width = 0, height = 0;
  drawing().pango_layout_get_size(layout.get(), &width, &height);
  const double wide = static_cast<double>(width) / PANGO_SCALE;
  const double high = static_cast<double>(height) / PANGO_SCALE;
  cairo_t* const context = state_->context.get();
  drawing().cairo_save(context);
  drawing().cairo_translate(context, at.x, at.y);
  if (turned) drawing().cairo_rotate(context, -0.5 * std::numbers::pi);
  drawing().cairo_translate(context,
                            align == Align::left     ? 0.0
                            : align == Align::centre ? -0.5 * wide
                                                     : -wide,
                            anchor == Anchor::middle ? -0.5 * high : 0.0);
  state_->colour(font.colour);
  drawing().cairo_move_to(context, 0.0, 0.0);
  drawing().pango_cairo_show_layout(context, layout.get());
  drawing().cairo_restore(context);
}

double Canvas::text_width(std::string_view text, const Font& font) {
  const Layout layout = state_->layout(text, font, 0.0);
  int width = 0;
  drawing().pango_layout_get_size(layout.get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

std::string Canvas::finish() {
  check(drawing().cairo_status(state_->context.get()));
  state_->context.reset();
  if (state_->format == Format::png) return png_of(state_->surface.get());
  drawing().cairo_surface_finish(state_->surface.get());
  check(drawing().cairo_surface_status(state_->surface.get()));
  state_->surface.reset();
  return renumbered(state_->bytes);
}

}  // namespace melsift::picture
