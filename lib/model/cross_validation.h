// Cross-validation: every row is judged by a model that has not met it.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/trainer.h"
#include "model/training_settings.h"

namespace melsift::model {

struct Folds {
  std::vector<long long> numbers;              // as the records call them, ascending
  std::vector<std::vector<std::size_t>> rows;  // of each fold, ascending
  std::vector<std::string> torn_groups;        // that stand in several folds
};

// `count` folds of the rows of the splits `use` ("all" is every row; empty: all but "test"): those
// that the records name, or where none does, stratified by class and with groups kept together (see
// assign_folds).  Throws Error invalid_argument "folds" where the records name another number of
// folds, where only some have one, and what assign_folds throws.
Folds make_folds(const Dataset& data, const std::vector<std::string>& use, int count,
                 std::uint64_t seed);

// What the model of the other folds says of a fold's rows.
struct FoldResult {
  std::size_t fold = 0;                 // index into Folds
  std::vector<record::Record> records;  // of its rows in their order, as a Classifier fills them
  double accuracy = 0.0;                // share whose `predicted` is their label, 0..1
};

// Trains a model for each fold on the rows of the others, of which the share `validation` is held
// out to judge by as in partition().  `on_fold` is called as each is done, in any order, no two
// calls at once.  The results are in the order of the folds; nothing where it was stopped.  Throws
// what train() throws.
std::optional<std::vector<FoldResult>> cross_validate(
    const Dataset& data, const Folds& folds, double validation, const TrainingSettings& settings,
    const std::string& target, const TrainingControl& control,
    const std::function<void(const FoldResult&)>& on_fold);

// Mean and standard deviation (divisor n - 1) of the folds' accuracies; of two at least.
struct Spread {
  double mean = 0.0;
  double deviation = 0.0;
};
Spread accuracy_spread(const std::vector<FoldResult>& results);

}  // namespace melsift::model
