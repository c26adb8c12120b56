// utf8proc's transformations of text.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// Transforms `text`, valid UTF-8, by utf8proc_map() with `options` (utf8proc_option_t) and
// UTF8PROC_STABLE.  Throws std::bad_alloc.
std::string unicode_map(std::string_view text, int options);

}  // namespace melsift
