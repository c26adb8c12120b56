// The output of recommend.
#pragma once

#include <cstddef>
#include <string>

#include "base/file.h"
#include "base/path_map.h"
#include "recommend/request.h"
#include "tools/kit/command.h"
#include "tools/recommend/options.h"

namespace melsift::tools {

// The extension of the output's name, which decides the format.  Throws Error invalid_argument for
// an unsupported one.
std::string extension_of_output(const std::string& path);

// The requested format, or the one of the output's extension.
std::string format_for(const RecommendOptions& options, const OutputFile& out);

// The answer's tracks in this format.  Warns of tracks that the format can't contain; throws Error
// unsupported if it can't contain any.
std::string text_of(const Command& command, const recommend::Answer& answer,
                    const RecommendOptions& options, const PathMap& paths, const OutputFile& out);

// "32572 tracks: 20731 dropped by genre, 3041 by years; 8800 pass; skipped: 3 seed tracks or
// repeated".
std::string funnel_text(const recommend::Funnel& funnel, std::size_t tracks);

}  // namespace melsift::tools
