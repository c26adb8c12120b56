// Which rows of a dataset are trained on, and which only judge the training.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace melsift::model {

struct Partition {
  std::vector<std::size_t> train;
  std::vector<std::size_t> valid;
  // Groups that stand in more than one of train, valid and test: what is measured on the latter two
  // then flatters.  In bytewise order.
  std::vector<std::string> torn_groups;
};

// Throws Error invalid_argument for a share to hold out that is not 0 .. below 1.
void check_validation(double validation);

// These rows to train on, but for the share `validation` of them, held out by group and stratified
// by class, to validate by.  Throws Error invalid_argument for another share than 0 .. below 1, and
// where no row is left to train on.
Partition hold_out(const Dataset& dataset, std::vector<std::size_t> rows, double validation,
                   std::uint64_t seed);

// `use` names the splits to train on ("all" is every row); left empty it means "train" where any
// record carries a split, else every row.  Rows with split "valid" validate, unless `use` trains on
// them; where that leaves none, some of the training rows are, as hold_out() does it.  Throws Error
// invalid_argument for another share and where no row is left to train on.
Partition partition(const Dataset& dataset, std::vector<std::string> use, double validation,
                    std::uint64_t seed);

}  // namespace melsift::model
