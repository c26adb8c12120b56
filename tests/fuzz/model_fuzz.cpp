// Any bytes as a model file: a model that works, and whose own file is read as the same, or an
// Error.
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    model::Model model = model::decode({reinterpret_cast<const char*>(data), size}, "x");
    const std::string bytes = model::encode(model);
    if (model::encode(model::decode(bytes, "again")) != bytes) std::abort();
    classify(std::move(model));
  } catch (const Error& error) {
    if (std::string(error.what()).starts_with("again")) std::abort();
  }
  return 0;
}
