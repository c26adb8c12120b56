// A model put to work on records.
#pragma once

#include <string>

#include "model/model.h"
#include "record/record.h"

namespace melsift::model {

// Thread-safe.
class Classifier {
 public:
  explicit Classifier(Model model);

  const Model& model() const { return model_; }
  // 16 hexadecimal digits that differ between models: FNV-1a of the model's bytes.
  const std::string& fingerprint() const { return fingerprint_; }

  // Fills in scores (a probability for each label, in the model's order), predicted (the most
  // probable), embedding (the input of the network's last dense layer) and model (fingerprint()).
  // Throws Error invalid_argument, beginning with `where`, for a record without features or from
  // another front end, naming the parameter that differs.
  void operator()(record::Record& record, const std::string& where) const;

 private:
  Model model_;
  std::string fingerprint_;
};

}  // namespace melsift::model
