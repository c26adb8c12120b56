// What kind of file an input is, by its first bytes.
#pragma once

#include <string>

namespace melsift::analysis {

enum class InputKind {
  records,     // JSON Lines, a table, NumPy's .npz
  array,       // NumPy's .npy
  model,       // a model file
  evaluation,  // what melsift evaluate --json writes
  audio,
  other,
};

// Reads the first bytes of a regular file; anything else, and what can't be read, is `other`.
InputKind kind_of_input(const std::string& path);

// Throws Error invalid_argument, beginning with the path, for a file that is recognised as
// something else than records; the message names the command that makes records of it.
void refuse_other_than_records(const std::string& path);

}  // namespace melsift::analysis
