// Datasets in the layout of GTZAN: one folder per class.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// A record for each of `files`, paths below `folder`, labelled with the first folder below it:
// "genres/blues/live/a.wav" of "genres" is "blues".  Files directly in `folder` get no label.
std::vector<Record> labelled_by_folder(std::string_view folder, std::span<const std::string> files);

// Removes the records of other classes.  Each of `lists` is a class or several, separated by commas
// (see names_among).  Throws Error invalid_argument with the name of a class that no record has,
// and the existing classes.
void keep_classes(std::vector<Record>& records, std::span<const std::string> lists);

// Classes with similar names: they differ only in case or in their Unicode normal form (a folder
// "Café" made on a Mac and one made on Linux).
std::vector<std::vector<std::string>> look_alikes(std::span<const Record> records);

}  // namespace melsift::record
