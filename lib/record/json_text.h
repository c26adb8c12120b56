// JSON text of records (RFC 8259).
#pragma once

#include <string>
#include <string_view>

namespace melsift::record {

// Whether `text` is exactly one JSON number, of any size and precision.
bool is_json_number(std::string_view text);

// Appends `text`, which must be UTF-8, as a JSON string: with quotes, and with escapes only where
// JSON requires them.
void append_json_string(std::string& out, std::string_view text);

}  // namespace melsift::record
