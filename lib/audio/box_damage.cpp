#include <algorithm>
#include <array>
#include <bit>

#include "audio/byte_order.h"
#include "audio/damage.h"

namespace melsift::audio {
namespace {

// A box, object or element: where its content begins and ends according to its header.  Without an
// end, the content reaches to the end of the file, as its writer knew it.
struct Box {
  std::int64_t content = 0;
  std::optional<std::uint64_t> end;
  std::uint64_t type = 0;
};

// ISO 14496-12: size and type, of 4 bytes each; a size of 1 means that the size follows the type,
// in 8 bytes.
std::optional<Box> mpeg4_box(const Bytes& bytes, std::int64_t at) {
  const std::string header = bytes.peek(at, 16);
  if (header.size() < 8) return std::nullopt;
  std::uint64_t size = big_endian(header, 0, 4);
  std::int64_t header_bytes = 8;
  if (size == 1) {
    if (header.size() < 16) return std::nullopt;
    size = big_endian(header, 8, 8);
    header_bytes = 16;
  }
  Box box{at + header_bytes, std::nullopt, big_endian(header, 4, 4)};
  if (size != 0) box.end = static_cast<std::uint64_t>(at) + size;
  return box;
}

// ASF specification 1.2, section 2: a GUID of 16 bytes and a size of 8.
std::optional<Box> asf_object(const Bytes& bytes, std::int64_t at) {
  const std::string header = bytes.peek(at, 24);
  if (header.size() < 24) return std::nullopt;
  Box box{at + 24, std::nullopt, big_endian(header, 0, 8)};
  if (const std::uint64_t size = little_endian(header, 16, 8); size != 0)
    box.end = static_cast<std::uint64_t>(at) + size;
  return box;
}

// EBML (RFC 8794): identifier and size.  The number of leading zeros gives the length of each; a
// size of ones alone is unknown.
std::optional<Box> matroska_element(const Bytes& bytes, std::int64_t at) {
  const std::string header = bytes.peek(at, 12);
  const auto length_at = [&](std::size_t i) {
    return i < header.size()
               ? static_cast<std::size_t>(std::countl_zero(static_cast<unsigned char>(header[i]))) +
                     1
               : 9;
  };
  const std::size_t id_bytes = length_at(0);
  const std::size_t size_bytes = length_at(id_bytes);
  if (id_bytes > 4 || size_bytes > 8 || header.size() < id_bytes + size_bytes) return std::nullopt;
  const std::uint64_t ones = (std::uint64_t{1} << 7 * size_bytes) - 1;
  const std::uint64_t size = big_endian(header, id_bytes, size_bytes) & ones;
  Box box{at + static_cast<std::int64_t>(id_bytes + size_bytes), std::nullopt,
          big_endian(header, 0, id_bytes)};
  if (size != ones) box.end = static_cast<std::uint64_t>(box.content) + size;
  return box;
}

// The structure of a container's list of boxes.
struct Grammar {
  std::optional<Box> (*box_at)(const Bytes&, std::int64_t);
  std::uint64_t first;                  // every file begins with it
  std::array<std::uint64_t, 2> needed;  // if both exist, the sound is complete
  std::uint64_t parent;                 // contains all others; 0: no parent
  std::array<std::uint64_t, 12> known;
};

constexpr std::uint64_t name(const char (&text)[5]) {
  std::uint64_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(text[i]);
  return value;
}
constexpr Grammar kMpeg4 = {
    mpeg4_box,
    name("ftyp"),
    {name("moov"), name("mdat")},
    0,
    {name("ftyp"), name("moov"), name("mdat"), name("moof"), name("mfra"), name("free"),
     name("skip"), name("wide"), name("uuid"), name("udta"), name("meta"), name("sidx")}};
// The first halves of the identifiers of header, data and simple index.
constexpr Grammar kAsf = {asf_object,
                          0x3026B2758E66CF11,
                          {0x3026B2758E66CF11, 0x3626B2758E66CF11},
                          0,
                          {0x3026B2758E66CF11, 0x3626B2758E66CF11, 0x90080033B1E5CF11}};
constexpr std::uint64_t kSegment = 0x18538067;
constexpr Grammar kMatroska = {
    matroska_element, 0x1A45DFA3, {0x1A45DFA3, kSegment}, kSegment, {0x1A45DFA3, kSegment}};

}  // namespace

std::optional<std::string> box_damage(const Bytes& bytes, const Extent& extent) {
  constexpr int kMaxBoxes = 1000000;
  constexpr std::int64_t kLongestHeader = 24;
  const Grammar& grammar = extent.container == Container::mpeg4 ? kMpeg4
                           : extent.container == Container::asf ? kAsf
                                                                : kMatroska;
  const auto size = static_cast<std::uint64_t>(extent.end);
  std::array<bool, 2> seen{};
  std::uint64_t end_of_parent = 0;
  std::int64_t at = extent.begin;
  for (int boxes = 0; boxes < kMaxBoxes && at < extent.end; ++boxes) {
    const auto box = grammar.box_at(bytes, at);
    const bool is_inside = grammar.parent != 0 && static_cast<std::uint64_t>(at) < end_of_parent;
    const bool is_complete = seen[0] && seen[1] && !is_inside;
    if (is_complete && box && box->type == grammar.first) return two_in_one(at);
    if (is_complete && (!box || std::ranges::find(grammar.known, box->type) == grammar.known.end()))
      return second_file(bytes, at);
    if (!box) {
      if (extent.end - at < kLongestHeader) return std::nullopt;  // a few bytes, no sound
      return "damaged at byte " + std::to_string(at);
    }
    const bool descend = grammar.parent != 0 && box->type == grammar.parent;
    if (box->end && *box->end > size)
      return "truncated: " + std::to_string(size) + " of " + std::to_string(*box->end) +
             " bytes are there";
    if (!descend && !box->end) return std::nullopt;
    if (!descend && *box->end < static_cast<std::uint64_t>(box->content))
      return "damaged at byte " + std::to_string(at);
    for (std::size_t i = 0; i < seen.size(); ++i)
      seen[i] = seen[i] || box->type == grammar.needed[i];
    if (descend) end_of_parent = box->end.value_or(size);
    at = descend ? box->content : static_cast<std::int64_t>(*box->end);
  }
  return std::nullopt;
}

}  // namespace melsift::audio
