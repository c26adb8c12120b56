// The picture of a confusion matrix.
#pragma once

#include <string>
#include <vector>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

struct Confusion {
  std::vector<std::string> labels;
  std::vector<std::vector<long long>>
      counts;  // number of tracks of each true class (row) by predicted class (column)
};

// Draws a square for each pair of classes.  Its colour is the fraction of the true class; it
// contains the number of tracks, and the percentage if there is space.  Labels may have any length
// and number: if there are too many for the sheet, every second, third, ... is written.  Returns
// the bytes of the file.  Throws Error invalid_argument if there are no classes, if the counts are
// negative or not a square matrix of the classes, and for sizes that Style doesn't allow.
std::string draw_confusion(const Confusion& confusion, const Caption& caption, const Style& style,
                           Format format);

// A sheet that is large enough to read the squares of `classes` classes.
Style confusion_style(std::size_t classes, Theme theme);

}  // namespace melsift::picture
