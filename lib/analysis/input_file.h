// Recognises an input by its name and its first bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace melsift::analysis {

// The first bytes of a file, or of standard input for "-", which it consumes: at least 64, and 512
// if they have no line break; fewer only at the end.  Throws Error not_found or io.
std::string first_bytes(const std::string& path);

// Whether the bytes contain no control characters except white space.
bool is_text(std::string_view bytes);

// Whether a file contains records: by its extension, otherwise by its first bytes, because names
// from split(1) and mktemp(1) have no extension.  Throws the Errors of first_bytes().
bool is_record_file(const std::string& path);

// Whether the path is an open pipe, as the shell's <(...) gives, unlike a named FIFO.
bool is_open_pipe(const std::string& path);

// Whether it is a regular file ("-": whether standard input is one), and not a pipe.
bool is_on_disk(const std::string& path);

// The number of tracks in a file, a folder or a file of records; nothing if it would have to read a
// pipe, if the file can't be read, or if it is stopped.  Throws the Errors of first_bytes().
std::optional<std::size_t> count_tracks(const std::string& path, const std::stop_token& stop);

}  // namespace melsift::analysis
