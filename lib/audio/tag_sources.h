// The tags of a file, each one separately.  TagLib itself combines several tags only for some
// fields and kinds of files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <taglib/tpropertymap.h>

#include "audio/bytes.h"
#include "audio/container.h"
#include "base/text_encoding.h"

namespace melsift::audio {

// Call it once in a process: TagLib then prints nothing and decodes old tags as open_tags() says.
void prepare_taglib();

struct TagSource {
  TagLib::PropertyMap properties;
  bool has_slashes = false;  // ID3v2.3 and older: slashes separate the values of a field
};
struct TagSources {
  std::vector<TagSource> tags;  // in order of preference
  double duration_s = 0.0;      // from TagLib, for containers that length_of() does not know
  int sample_rate = 0;          // Hz; 0 if unknown
};
// Chooses the format by content or, if the content is unknown, by extension.  Damaged tags are left
// out.  `old_text` is the encoding of tags that name none; without it, legacy_text()
// guesses.  Throws Error io.
TagSources open_tags(const Bytes& bytes, const Extent& extent,
                     const std::optional<TextEncoding>& old_text);

// The ID3v2 tag at the start of `bytes`, corrected so that TagLib reads it properly, or an empty
// string if it needs no correction.  TagLib 1.13 assumes that the extended header of version 2.3 is
// 4 bytes shorter than it is, and drops a genre in brackets, which version 2.3 escapes as "((".
std::string corrected_id3(const Bytes& bytes);

}  // namespace melsift::audio
