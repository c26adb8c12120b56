// A model in ONNX (onnx.ai), the format that other programs' runtimes read.
#pragma once

#include <string>

#include "model/model.h"

namespace melsift::model {

// The bytes of an .onnx file: opset 13, IR version 7, for batches of any size.
//
// Input: "features" (N, n), or "mel" (N, height, width, channels), as records have them: the scaler
// is part of the graph.  Networks that get matrices without their band means have the input
// "mel_without_band_means" of the same shape, which is scaled already (see BandLevels): the means
// are those of the track, and the graph sees one window of it.  Outputs: "probabilities" (N,
// classes), the mean of the networks' at the model's temperature, two columns where a network has a
// single sigmoid; "embedding" (N, units), of an ensemble one behind another.  metadata_props has
// labels (a JSON list), front_end, target, band_means and melsift.  Same model: same bytes.
//
// Throws Error unsupported where melsift was built without libonnx, or the graph is too large for
// a file of its format (2 GB).
std::string encode_onnx(const Model& model);

}  // namespace melsift::model
