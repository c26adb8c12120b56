// Files that are lists of chunks, one of which holds the samples: WAV, Wave64, AIFF, CAF; and AU,
// which has one chunk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/bytes.h"
#include "audio/container.h"
#include "audio/cursor.h"

namespace melsift::audio {

bool is_chunked(Container container);

// The contents of the list up to its samples.
struct ChunkList {
  std::string format;          // the start of the chunk that describes the samples
  std::int64_t content = 0;    // start of the chunk's content, and ...
  std::int64_t begin = 0;      // ... of the samples in it
  std::int64_t end = 0;        // at most the end of the extent
  std::uint64_t promised = 0;  // bytes of content, by the header
  std::int64_t after = 0;      // the end of the whole list; 0 if unknown
  std::uint64_t fact = 0;      // samples a channel, by the chunk "fact"; 0 if it is missing
  // Programs that write to a pipe don't know the size, and leave 0 or a huge number: all that
  // follows is then sound.
  bool is_size_unknown = false;
  Pieces corrections;  // by offset: what decoders should read instead, such as corrected sizes
  std::optional<std::string> problem;  // "truncated before its samples"
};
// Throws Error io.
ChunkList read_chunks(const Bytes& bytes, const Extent& extent);

// The extent without repeated headers, or the extent of the MP3 or AAC frames that the file
// contains instead of samples.
Extent find_in_chunks(const Bytes& bytes, const Extent& extent);

// The pieces that a decoder should read: the whole file, with corrections.
Pieces chunk_pieces(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
