// The file beside a library that names what is never recommended from it.
//
// Each line is a word, blanks and the rest of the line as one name, commas included:
//
//   # audio books and jingles
//   under  audio books
//   genre  Spoken Word
//   artist Earth, Wind & Fire
//
// Empty lines and lines that begin with # say nothing.  A relative folder is one in the folder of
// the file, or one that the catalogue names like this.
#pragma once

#include <string>
#include <vector>

#include "recommend/filters.h"

namespace melsift::recommend {

// Throws Error not_found, io, and corrupt with the line's number for any other line.
Exclusions read_ignore_file(const std::string& path);

// "library.db.ignore" for "library.db".
std::string ignore_file_of(const std::string& library);

// The paths that may begin those of the tracks in a folder: as it is named and, if it is relative,
// in the folder `here`.
std::vector<std::string> folder_forms(const std::string& folder, const std::string& here);

}  // namespace melsift::recommend
