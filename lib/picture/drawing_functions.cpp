#include "picture/drawing_functions.h"

#include <span>
#include <string_view>

#include "base/shared_library.h"
#include "picture/style.h"

namespace melsift::picture {
namespace {

DrawingFunctions load() {
  // It loads Cairo, Pango and GObject, whose functions are then found through it.
  const SharedLibrary library("libpangocairo-1.0.so.0",
                              "please install Pango (Debian: libpangocairo-1.0-0)");
  DrawingFunctions functions{};
#define X(name) library.find(functions.name, #name);
  MELSIFT_DRAWING_FUNCTIONS(X)
#undef X
  return functions;
}

GLogWriterOutput leave_out_warnings_of_pango(GLogLevelFlags level, const GLogField* fields,
                                             gsize count, gpointer /*data*/) {
  if ((level & G_LOG_LEVEL_WARNING) != 0)
    for (const GLogField& field : std::span(fields, count))
      if (std::string_view(field.key) == "GLIB_DOMAIN" &&
          std::string_view(static_cast<const char*>(field.value)) == "Pango")
        return G_LOG_WRITER_HANDLED;
  return drawing().g_log_writer_default(level, fields, count, nullptr);
}

}  // namespace

void silence_font_warnings() {
  drawing().g_log_set_writer_func(leave_out_warnings_of_pango, nullptr, nullptr);
}

const DrawingFunctions& drawing() {
  static const DrawingFunctions functions = load();
  return functions;
}

}  // namespace melsift::picture
