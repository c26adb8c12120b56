#include <string>
#include <string_view>

#include "audio/byte_order.h"
#include "audio/tag_sources.h"
#include "audio/trailer.h"

namespace melsift::audio {
namespace {

constexpr std::size_t kHeader = 10;

std::string synchsafe(std::size_t value) {
  std::string out;
  for (int i = 3; i >= 0; --i) out += static_cast<char>(value >> 7 * i & 0x7F);
  return out;
}

// ID3v2.3, section 3.2: the size counts the bytes after the size field.
bool drop_extended_header(std::string& tag) {
  constexpr char kExtended = 0x40;
  if ((tag[5] & kExtended) == 0 || tag.size() < kHeader + 4) return false;
  const std::uint64_t size = 4 + big_endian(tag, kHeader, 4);
  if (size > tag.size() - kHeader) return false;
  tag.erase(kHeader, static_cast<std::size_t>(size));
  tag[5] = static_cast<char>(tag[5] & ~kExtended);
  tag.replace(6, 4, synchsafe(tag.size() - kHeader));
  return true;
}

// ID3v2.3, 4.2.1, TCON: "((" is a bracket that is text.  A control character instead of the first
// bracket makes TagLib read text, too, and melsift removes control characters: "\x01(Hm)".
bool replace_escapes(std::string& tag) {
  constexpr char kStandIn = 1;
  bool is_changed = false;
  for (std::size_t at = kHeader; at + kHeader <= tag.size();) {
    const std::uint64_t size = big_endian(tag, at + 4, 4);
    const std::size_t content = at + kHeader;
    if (tag[at] == '\0' || size == 0 || size > tag.size() - content) break;
    if (std::string_view(tag).substr(at, 4) == "TCON") {
      const std::size_t step = tag[content] == 1 ? 2 : 1;  // UTF-16 or Latin-1
      for (std::size_t i = content + 1; i + step < content + size; ++i) {
        if (tag[i] != '(' || tag[i + step] != '(') continue;
        tag[i] = kStandIn;
        is_changed = true;
      }
    }
    at = content + static_cast<std::size_t>(size);
  }
  return is_changed;
}

}  // namespace

std::string corrected_id3(const Bytes& bytes) {
  constexpr char kUnsynchronised = static_cast<char>(0x80);
  const std::string header = bytes.peek(0, kHeader);
  const std::int64_t size = id3_bytes(header);
  if (size == 0 || size > bytes.size() || header[3] != 3 || (header[5] & kUnsynchronised) != 0)
    return {};
  std::string tag = bytes.peek(0, static_cast<std::size_t>(size));
  const bool is_shorter = drop_extended_header(tag);
  return replace_escapes(tag) || is_shorter ? tag : std::string();
}

}  // namespace melsift::audio
