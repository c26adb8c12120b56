// The tags of a file, each by itself.  TagLib's own union of them reads further tags only for some
// fields and kinds of files.
#pragma once

#include <string>
#include <vector>

#include <taglib/tpropertymap.h>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// Once in a process: TagLib prints nothing, and decodes old tags by legacy_text().
void prepare_taglib();

struct TagSources {
  std::vector<TagLib::PropertyMap> tags;  // in order of preference
  double duration_s = 0.0;                // by TagLib, for containers that length_of() leaves out
  int sample_rate = 0;                    // Hz; 0 if unknown
};
// Reads a file by its content; if that is of no known kind, by the end of its name.  Damaged tags
// are left out.  Throws Error io.
TagSources open_tags(const Bytes& bytes, const Extent& extent);

// The ID3v2 tag at the start of `bytes` as TagLib reads it correctly, or an empty string if it
// needs no correction.  TagLib 1.13 takes the extended header of version 2.3 for 4 bytes shorter
// than it is, and drops a genre in brackets, which that version escapes as "((".
std::string corrected_id3(const Bytes& bytes);

}  // namespace melsift::audio
