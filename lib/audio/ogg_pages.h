// The streams of an Ogg file (RFC 3533).  Streams may follow each other ("chained", as recordings
// of a radio are), and the pages of several may alternate ("multiplexed", as sound and a cover
// picture do).
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
// The page that these (282) bytes begin, or nothing.
std::optional<OggPage> ogg_page(std::string_view first_bytes);

// The streams of sound that follow each other: of each group that begins together, the first stream
// of a known codec (Vorbis, Opus, FLAC, Speex).  Without such a stream, a single link with all that
// the extent holds.  After a damaged place, the last link has all the rest.  Throws Error io.
std::vector<Link> ogg_links(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
