#include "picture/drawing_functions.h"

#include "base/shared_library.h"

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

}  // namespace

const DrawingFunctions& drawing() {
  static const DrawingFunctions functions = load();
  return functions;
}

}  // namespace melsift::picture
