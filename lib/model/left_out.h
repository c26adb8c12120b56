// Feature columns that a network is not to be shown, found by their names.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace melsift::model {

// The names of the features of a front end, see columns_named; none if they have no names.
std::vector<std::string> feature_names(const std::string& front_end);

// Where the columns of these names stand among the features of a front end: an Extractor's
// (feature::column_names) or a table's ("table columns=NAMES"), there as in the table's header or
// percent-encoded.  Throws Error invalid_argument,
// beginning "leave-out: ", for a name that is not there and for features without names.
std::vector<Eigen::Index> columns_named(std::span<const std::string> names,
                                        const std::string& front_end);

}  // namespace melsift::model
