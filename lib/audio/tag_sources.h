// The tags of a file, each one separately.  TagLib itself combines several tags only for some
// fields and kinds of files.
#pragma once

#include <string>
#include <vector>

#include <taglib/tpropertymap.h>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// Call it once in a process: TagLib then prints nothing and decodes old tags with legacy_text().
void prepare_taglib();

struct TagSources {
  std::vector<TagLib::PropertyMap> tags;  // in order of preference
  double duration_s = 0.0;  // from TagLib, for containers that length_of() does not know
  int sample_rate = 0;      // Hz; 0 if unknown
};
// Chooses the format by content or, if the content is unknown, by extension.  Damaged tags are left
// out.  Throws Error io.
TagSources open_tags(const Bytes& bytes, const Extent& extent);

// The ID3v2 tag at the start of `bytes`, corrected so that TagLib reads it properly, or an empty
// string if it needs no correction.  TagLib 1.13 assumes that the extended header of version 2.3 is
// 4 bytes shorter than it is, and drops a genre in brackets, which version 2.3 escapes as "((".
std::string corrected_id3(const Bytes& bytes);

}  // namespace melsift::audio
