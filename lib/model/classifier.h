// Classifies records with a model.
//
//   const model::Classifier classifier(model::load("genre.safetensors"));
//   classifier(record, "tracks.jsonl:17");  // sets record.predicted, scores, embedding
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/matrix.h"
#include "record/record.h"

namespace melsift::model {

struct Model;

// A record to classify.
struct ClassifierTask {
  record::Record* record = nullptr;
  std::string where;             // begins messages about it
  std::optional<Error> failure;  // if set, why the record is unchanged
  // If the record is a piece of a track: the track's mel matrix, whose band means are removed for
  // networks that get matrices without them.  Null: the record's own.
  const Matrix* track_mel = nullptr;
};

// Thread-safe.
//
// A mel matrix longer than the network's input is cut into windows every Model::hop() frames;
// scores and embedding are the means over the windows.  A shorter matrix is repeated to fill one
// window (see windows.h).  Band means are those of the whole matrix (see band_levels.h).
class Classifier {
 public:
  explicit Classifier(Model model);
  ~Classifier();
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  const Model& model() const { return *model_; }
  // See model::fingerprint().
  const std::string& fingerprint() const { return fingerprint_; }

  // Sets scores (a probability 0..1 for each label, in the model's order, sum 1), predicted (the
  // most probable label), embedding (the input of the network's last dense layer; those of an
  // ensemble one after another), model (fingerprint()) and trained_on.  Throws Error
  // invalid_argument, beginning with `where`, for a record without the features or the mel matrix
  // that the model needs, and for another front end, naming the parameter that differs.
  void operator()(record::Record& record, const std::string& where) const;

  // The same for several records, faster and with the same bits.  Errors are stored in the task's
  // failure; tasks that have one already are skipped.
  void operator()(std::span<ClassifierTask> tasks) const;

  // Whether the model was trained on the record's group or path.
  bool trained_on(const record::Record& record) const;

 private:
  struct Sums;

  void check(const record::Record& record, const std::string& where) const;
  void infer(const Eigen::Ref<const Matrix>& rows, std::span<Sums* const> owners) const;
  void fill(const ClassifierTask& task, const Sums& sums) const;

  std::unique_ptr<const Model> model_;
  std::string fingerprint_;
};

}  // namespace melsift::model
