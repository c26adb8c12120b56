// Divides the rows of a dataset into rows to train on and rows to validate with.  Rows of one group
// (an artist, an album) stay together, because a network recognises an artist more easily than a
// genre (Flexer & Schnitzer 2010).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace melsift::model {

struct Partition {
  std::vector<std::size_t> train;  // numbers of rows, from 0
  std::vector<std::size_t> valid;  // likewise; may be empty
  // Groups with rows in more than one of train, valid and test, which makes results on the latter
  // two too good.  In bytewise order.
  std::vector<std::string> torn_groups;
};

// Throws Error invalid_argument unless 0 <= validation < 1.
void check_validation(double validation);

// Holds out the fraction `validation` of these rows, whole groups at a time and stratified by
// class, and trains on the others.  The same seed gives the same rows.  Throws Error
// invalid_argument for a fraction outside 0 .. below 1, and if no row is left to train on.
Partition hold_out(const Dataset& dataset, std::vector<std::size_t> rows, double validation,
                   std::uint64_t seed);

// `use` names the splits to train on; {"all"} is every row.  If it is empty, it is {"train"} if any
// record has a split, and every row if not.  Rows of the split "valid" validate, unless `use` names
// it; if there are none, hold_out() chooses some of the training rows.  Throws what hold_out()
// throws.
Partition partition(const Dataset& dataset, std::vector<std::string> use, double validation,
                    std::uint64_t seed);

}  // namespace melsift::model
