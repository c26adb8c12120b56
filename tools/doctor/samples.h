// A short tone in each audio format, to try what this build decodes.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace melsift::tools {

struct FormatSample {
  std::string_view format;   // "Ogg Vorbis"
  bool needs_libav = false;  // an optional library decodes it
  std::size_t size = 0;      // bytes of the file
  std::string_view base64;   // the file, without zeros at its end
};

const std::vector<FormatSample>& format_samples();

}  // namespace melsift::tools
