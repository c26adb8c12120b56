// Reads any bytes as a model file: the result must be an Error, or a model that works and whose own
// file reads back as the same model.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "base/error.h"
#include "model/classifier.h"
#include "model/model.h"

namespace {

using namespace melsift;

void classify(model::Model given) {
  const model::Classifier classifier(std::move(given));
  const model::Model& model = classifier.model();
  record::Record record;
  record.front_end = model.front_end;
  record.features.assign(static_cast<std::size_t>(model.scaler.mean.size()), 0.5F);
  try {
    classifier(record, "x");
  } catch (const Error&) {
    return;
  }
  for (const record::Score& score : record.scores)
    if (!std::isfinite(score.value)) std::abort();
}

void decode(const std::string& bytes) {
  try {
    model::Model model = model::decode(bytes, "x");
    const std::string written = model::encode(model);
    if (model::encode(model::decode(written, "again")) != written) std::abort();
    classify(std::move(model));
  } catch (const Error& error) {
    if (std::string(error.what()).starts_with("again")) std::abort();
  }
}

// The bytes with the length of the header corrected to the end of its JSON, so that other changes
// of the header reach the inner checks.
std::string with_true_length(std::string bytes) {
  const std::size_t end = bytes.rfind('}');
  if (end == std::string::npos || end < 8) return bytes;
  const std::uint64_t length = end + 1 - 8;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(length >> 8 * i & 0xFF);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  decode(bytes);
  decode(with_true_length(bytes));
  return 0;
}
