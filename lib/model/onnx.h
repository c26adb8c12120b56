// A model in ONNX (onnx.ai), the format of many runtimes.
#pragma once

#include <string>

#include "model/model.h"

namespace melsift::model {

// The bytes of an .onnx file: opset 13, IR version 7, for batches of any size.
//
// Input: "features" (N, n), or "mel" (N, height, width, channels), unscaled, as in records: the
// scaler is part of the graph.  Networks that get matrices without band means have the input
// "mel_without_band_means" of the same shape, which must be scaled (see BandLevels): the means are
// those of the track, and the graph gets only a window of it.  Outputs: "probabilities" (N,
// classes), the mean over the networks at the model's temperature, two columns if a network has a
// single sigmoid; "embedding" (N, units), those of an ensemble one after another.  metadata_props
// has labels (a JSON list), front_end, target, band_means and melsift.  Same model: same bytes.
//
// Throws Error unsupported if melsift was built without libonnx, or if the graph is too large for
// the format (2 GB).
std::string encode_onnx(const Model& model);

}  // namespace melsift::model
