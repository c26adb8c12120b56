// The picture of what a model says of a track.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

// What was said of a piece of the track.
struct ScoredWindow {
  double start_s = 0.0, duration_s = 0.0;
  std::vector<double> scores;  // in the order of TrackScores::labels
};

struct TrackScores {
  std::vector<std::string> labels;
  std::vector<double> scores;         // probabilities, 0..1, of the whole track
  std::vector<ScoredWindow> windows;  // in the order of time; may be empty
};

// A bar for each class, the most probable first; at most as many as there is room for.  Where there
// are windows, below it the same classes over time, in colours from 0 to 100 %.  Returns the file's
// bytes.  Throws Error invalid_argument where there are no classes, scores are fewer or more than
// they or not within 0..1, windows have no length, and for sides that Style doesn't allow.
std::string draw_scores(const TrackScores& scores, const Caption& caption, const Style& style,
                        Format format);

}  // namespace melsift::picture
