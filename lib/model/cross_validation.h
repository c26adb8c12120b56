// Cross-validation: every row is classified by a model that was not trained on it.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/trainer.h"
#include "model/training_settings.h"

namespace melsift::model {

struct Folds {
  std::vector<long long> numbers;              // the numbers of the folds in the records, ascending
  std::vector<std::vector<std::size_t>> rows;  // of each fold, ascending
  std::vector<std::string> torn_groups;        // groups that are in several folds
};

// `count` folds of the rows of the splits `use` ("all" is every row; empty: all but "test"): those
// of the records, or if no record has a fold, folds stratified by class in which groups stay
// together (see assign_folds).  Throws Error invalid_argument "folds" if the records have a
// different number of folds or if only some records have one, and the Errors of assign_folds.
Folds make_folds(const Dataset& data, const std::vector<std::string>& use, int count,
                 std::uint64_t seed);

// The predictions for the rows of a fold, by the model that was trained on the other folds.
struct FoldResult {
  std::size_t fold = 0;  // index into Folds
  std::vector<record::Record>
      records;            // of its rows, in their order, with the results of a Classifier
  double accuracy = 0.0;  // fraction of rows whose `predicted` equals their label, 0..1
};

// Trains a model for each of the folds `chosen`, which are indexes into Folds, on the rows of all
// other folds, of which the fraction `validation` is held out as in partition().  `on_fold` is
// called after each fold, in any order, one call at a time.  The results are in the order of
// `chosen`; nothing if it was stopped.  Throws what train() throws.
std::optional<std::vector<FoldResult>> cross_validate(
    const Dataset& data, const Folds& folds, std::span<const std::size_t> chosen, double validation,
    const TrainingSettings& settings, const std::string& target, const TrainingControl& control,
    const std::function<void(const FoldResult&)>& on_fold);

// The indexes of all folds, or of the one with this number.  Throws Error invalid_argument "fold",
// with the numbers there are, if no fold has it.
std::vector<std::size_t> all_folds(const Folds& folds);
std::vector<std::size_t> fold_numbered(const Folds& folds, long long number);

// Mean and standard deviation (divisor n - 1) of the accuracies of at least two folds.
struct Spread {
  double mean = 0.0;
  double deviation = 0.0;
};
Spread accuracy_spread(const std::vector<FoldResult>& results);

}  // namespace melsift::model
