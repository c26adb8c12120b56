// The streams of an Ogg file (RFC 3533).  Streams may follow each other ("chained", such as radio
// recordings), and pages of several streams may alternate ("multiplexed", such as sound and a cover
// picture).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "audio/bytes.h"
#include "audio/container.h"
#include "audio/decoder.h"

namespace melsift::audio {

struct OggPage {
  std::uint64_t stream = 0;
  bool is_first = false;  // of its stream
  bool is_last = false;
  std::size_t header_bytes = 0;
  std::size_t bytes = 0;  // in all
};
// The page at the start of these (282) bytes, or nothing.
std::optional<OggPage> ogg_page(std::string_view first_bytes);

// The audio streams that follow each other: of each group of streams that begins together, the
// first stream with a known codec (Vorbis, Opus, FLAC, Speex).  If there is none, a single link
// with the whole extent.  After a damaged place, the last link has all remaining bytes.  Throws
// Error io.
std::vector<Link> ogg_links(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
