// The picture of a confusion matrix.
#pragma once

#include <string>
#include <vector>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

struct Confusion {
  std::vector<std::string> labels;
  std::vector<std::vector<long long>> counts;  // of each true class (a row) as each predicted one
};

// A square for each pair of classes: its colour is the share of the true class, in it the number of
// tracks, and the share in % where there is room.  Labels of any length and number: where there are
// too many for the sheet every second, third, ... is written.  Returns the file's bytes.  Throws
// Error invalid_argument where there are no classes, the counts are no square of them or are
// negative, and for sides that Style doesn't allow.
std::string draw_confusion(const Confusion& confusion, const Caption& caption, const Style& style,
                           Format format);

// A sheet on which squares of so many classes can be read.
Style confusion_style(std::size_t classes, Theme theme);

}  // namespace melsift::picture
