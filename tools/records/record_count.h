// Counts the records of files, for a progress line.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace melsift::tools {

// The lines of regular files and the tracks of catalogues: an upper bound, because a line may be
// blank or a header.  Nothing if a file is of another kind (standard input, a pipe, NumPy's .npz)
// or can't be read, or if `stop` is requested.
std::optional<std::size_t> record_count(const std::vector<std::string>& paths,
                                        const std::stop_token& stop);

}  // namespace melsift::tools
