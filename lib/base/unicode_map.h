// utf8proc's transformations of text.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// `text`, valid UTF-8, after the transformations of utf8proc_map() that `options`
// (utf8proc_option_t) name, UTF8PROC_STABLE among them always.  Throws std::bad_alloc.
std::string unicode_map(std::string_view text, int options);

}  // namespace melsift
