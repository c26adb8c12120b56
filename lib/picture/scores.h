// The picture of a model's prediction for a track.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

// The prediction for a piece of the track.
struct ScoredWindow {
  double start_s = 0.0, duration_s = 0.0;
  std::vector<double> scores;  // in the order of TrackScores::labels
};

struct TrackScores {
  std::vector<std::string> labels;
  std::vector<double> scores;         // probabilities, 0..1, of the whole track
  std::vector<ScoredWindow> windows;  // in the order of time; may be empty
};

// Draws a bar for each class, the most probable first, as many as fit.  If there are windows, the
// same classes over time follow below, in colours from 0 to 100 %.  Returns the bytes of the file.
// Throws Error invalid_argument if there are no classes, if the number of scores differs from that
// of the classes, if scores are not within 0..1, if windows have no length, and for sizes that
// Style doesn't allow.
std::string draw_scores(const TrackScores& scores, const Caption& caption, const Style& style,
                        Format format);

}  // namespace melsift::picture
