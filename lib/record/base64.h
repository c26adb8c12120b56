// Base64 (RFC 4648, section 4: the plain alphabet, padded).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace melsift::record {

// Appends the base64 text of `bytes`.
void append_base64(std::string& out, std::span<const std::byte> bytes);

// Decodes `text` into `out`.  Returns true if it is well-formed and encodes exactly out.size()
// bytes; otherwise the content of `out` is undefined.
bool decode_base64(std::string_view text, std::span<std::byte> out);

}  // namespace melsift::record
