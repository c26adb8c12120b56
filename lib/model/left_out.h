// Feature columns that a network does not use, found by name.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace melsift::model {

// The names of the features of a front end, see columns_named; none if they have no names.
std::vector<std::string> feature_names(const std::string& front_end);

// The numbers of the columns with these names in the features of a front end: of an Extractor
// (feature::column_names), or of a table ("table columns=NAMES"), written as in the table's header
// or percent-encoded.  Throws Error invalid_argument, beginning with "leave-out: ", for an unknown
// name and for features without names.
std::vector<Eigen::Index> columns_named(std::span<const std::string> names,
                                        const std::string& front_end);

}  // namespace melsift::model
