// The catalogue of the demo music: who "recorded" what, and when.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "styles.h"

namespace melsift::demo {

struct Track {
  std::string path;  // <folder>/<style>/<style>.00000.wav
  std::string title;
  std::string artist;
  std::string album;
  std::string genre;     // the style's name
  std::string language;  // ISO 639-1
  int year = 0;
  Artist sound{};
};

// The first `count` tracks of a style.  They do not depend on the count: more tracks continue the
// list.  Each of the style's artists has every fourth track, two tracks an album.
std::vector<Track> catalogue(const Style& style, std::size_t count, const std::string& folder,
                             Random random);

// As CSV (RFC 4180, one header line): path,title,artist,album,genre,language,year,duration_s.
std::string csv(const std::vector<Track>& tracks, double seconds);

}  // namespace melsift::demo
