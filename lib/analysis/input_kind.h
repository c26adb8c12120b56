// What kind of file an input is, by its first bytes.
#pragma once

#include <string>

namespace melsift::analysis {

enum class InputKind {
  records,     // JSON Lines, a table, NumPy's .npz
  array,       // NumPy's .npy
  model,       // a model file
  evaluation,  // output of melsift evaluate --json
  audio,
  archive,  // a tar archive
  other,
};

// Reads the first bytes of a regular file; all other inputs, and unreadable files, are `other`.
InputKind kind_of_input(const std::string& path);

// Throws Error invalid_argument, beginning with the path, if the file is recognised and does not
// contain records; the message names the command that makes records from it.
void refuse_other_than_records(const std::string& path);

}  // namespace melsift::analysis
