// Names of pieces of recordings.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "record/record.h"

namespace melsift::record {

// The recording of a piece whose name has the form of the published tables of GTZAN: "blues.00000"
// of "genres/blues/blues.00000.3.wav".  The pattern is NAME.NNNNN.K with five digits N and one or
// two digits K, which may also follow "_" or "-"; the extension may be missing.  Empty for other
// names.
std::string_view recording_of_piece(std::string_view path);

// Sets `group` of pieces without a group to their recording.
struct PieceCount {
  std::size_t pieces = 0;
  std::size_t recordings = 0;
};
PieceCount group_pieces(std::span<Record> records);

// A file's name without ".wav", ".mp3", ".aiff": a dot, a letter and one to three letters or
// digits.  The number of "blues.00000" is not an extension.
std::string_view without_extension(std::string_view name);

}  // namespace melsift::record
