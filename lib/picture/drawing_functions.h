// The functions of Cairo and Pango that draw, loaded when a picture is first drawn.  If they were
// linked, they would load some 35 shared libraries in every run of draw and serve, 5 ms before
// main().
#pragma once

#include <cairo-svg.h>
#include <cairo.h>
#include <pango/pangocairo.h>

namespace melsift::picture {

// clang-format off
#define MELSIFT_DRAWING_FUNCTIONS(X) \
  X(cairo_arc) \
  X(cairo_create) \
  X(cairo_destroy) \
  X(cairo_fill) \
  X(cairo_font_options_create) \
  X(cairo_font_options_destroy) \
  X(cairo_font_options_set_antialias) \
  X(cairo_font_options_set_hint_metrics) \
  X(cairo_font_options_set_hint_style) \
  X(cairo_get_source) \
  X(cairo_image_surface_create) \
  X(cairo_image_surface_get_data) \
  X(cairo_image_surface_get_height) \
  X(cairo_image_surface_get_stride) \
  X(cairo_image_surface_get_width) \
  X(cairo_line_to) \
  X(cairo_move_to) \
  X(cairo_pattern_set_filter) \
  X(cairo_rectangle) \
  X(cairo_restore) \
  X(cairo_rotate) \
  X(cairo_save) \
  X(cairo_scale) \
  X(cairo_set_dash) \
  X(cairo_set_font_options) \
  X(cairo_set_line_join) \
  X(cairo_set_line_width) \
  X(cairo_set_source_rgba) \
  X(cairo_set_source_surface) \
  X(cairo_status) \
  X(cairo_status_to_string) \
  X(cairo_stroke) \
  X(cairo_surface_destroy) \
  X(cairo_surface_finish) \
  X(cairo_surface_flush) \
  X(cairo_surface_mark_dirty) \
  X(cairo_surface_status) \
  X(cairo_svg_surface_create_for_stream) \
  X(cairo_svg_surface_set_document_unit) \
  X(cairo_translate) \
  X(g_log_set_writer_func) \
  X(g_log_writer_default) \
  X(g_object_unref) \
  X(pango_cairo_create_layout) \
  X(pango_cairo_show_layout) \
  X(pango_font_description_free) \
  X(pango_font_description_from_string) \
  X(pango_font_description_set_absolute_size) \
  X(pango_font_description_set_weight) \
  X(pango_layout_get_size) \
  X(pango_layout_get_unknown_glyphs_count) \
  X(pango_layout_set_ellipsize) \
  X(pango_layout_set_font_description) \
  X(pango_layout_set_single_paragraph_mode) \
  X(pango_layout_set_text) \
  X(pango_layout_set_width)
// clang-format on

// Each has the library's own name and meaning.
struct DrawingFunctions {
#define X(name) decltype(&::name) name;
  MELSIFT_DRAWING_FUNCTIONS(X)
#undef X
};

// Loads the libraries once.  Throws Error unsupported if they are not installed.
const DrawingFunctions& drawing();

}  // namespace melsift::picture
