// The tools: the executables that `melsift NAME` runs, and each one's summary.
#pragma once

#include <array>
#include <string_view>

namespace melsift::front {

struct Tool {
  std::string_view name;
  std::string_view purpose;
};

inline constexpr std::array kTools = {
    Tool{"prepare", "make track records of a dataset"},
    Tool{"extract", "compute the features of tracks"},
    Tool{"train", "train a network on records, or a recommender on listens"},
    Tool{"classify", "classify tracks with a model"},
    Tool{"evaluate", "evaluate classified tracks, or a recommender"},
    Tool{"recommend", "find tracks of a catalogue to hear next"},
    Tool{"collect", "keep a catalogue of your music"},
    Tool{"serve", "serve a web page to listen, browse and get recommendations"},
    Tool{"inspect", "describe model files and records"},
    Tool{"draw", "draw a track, a training, a confusion matrix or scores"},
    Tool{"convert", "convert models to ONNX, and import weights from Keras"},
    Tool{"doctor", "check formats, models, library and machine"},
};

}  // namespace melsift::front
