// The picture of a training: loss and accuracy, epoch by epoch.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

// The curves of a network, one value per epoch; NaN if there is none.
struct TrainingCurves {
  std::vector<double> loss, accuracy;              // over the training tracks; accuracy 0..1
  std::vector<double> valid_loss, valid_accuracy;  // over the validation tracks
  std::size_t best_epoch = 0;                      // from 1; 0: none is marked
  bool dashed = false;                             // distinguishes the curves of a second model
};

// Two panels over the same epochs: the loss, and the accuracy in %, of training and validation; the
// epoch whose weights were kept is marked.  Several networks are drawn over each other; a value is
// written at the marked epoch of a model with one network.  Returns the bytes of the file.  Throws
// Error invalid_argument if no network has an epoch, for curves of different lengths, and for sizes
// that Style doesn't allow.
std::string draw_training(std::span<const TrainingCurves> networks, const Caption& caption,
                          const Style& style, Format format);

}  // namespace melsift::picture
