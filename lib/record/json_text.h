// The JSON that records are written with (RFC 8259).
#pragma once

#include <string>
#include <string_view>

namespace melsift::record {

// Whether `text` is a JSON number, of any size and precision, and nothing else.
bool is_json_number(std::string_view text);

// Appends `text`, which must be UTF-8, as a JSON string: quotes and escapes where JSON demands
// them, all else as it is.
void append_json_string(std::string& out, std::string_view text);

}  // namespace melsift::record
