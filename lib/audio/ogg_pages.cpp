#include "audio/ogg_pages.h"

#include <algorithm>
#include <array>
#include <string>

#include "audio/byte_order.h"

namespace melsift::audio {
namespace {

constexpr std::size_t kHeaderBytes = 27;
constexpr std::string_view kFlac =
    "\x7F"
    "FLAC";
// The beginnings of the first packets of audio streams.
constexpr std::array<std::string_view, 4> kCodecs = {"\x01vorbis", "OpusHead", kFlac, "Speex   "};

}  // namespace

std::optional<OggPage> ogg_page(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || !bytes.starts_with("OggS")) return std::nullopt;
  const std::size_t segments = big_endian(bytes, 26, 1);
  if (bytes.size() < kHeaderBytes + segments) return std::nullopt;
  const std::uint64_t flags = big_endian(bytes, 5, 1);
  OggPage page;
  page.stream = little_endian(bytes, 14, 4);
  page.is_first = (flags & 2) != 0;
  page.is_last = (flags & 4) != 0;
  page.header_bytes = page.bytes = kHeaderBytes + segments;
  for (std::size_t i = 0; i < segments; ++i) page.bytes += big_endian(bytes, kHeaderBytes + i, 1);
  return page;
}

std::vector<Link> ogg_links(const Bytes& bytes, const Extent& extent) {
  // Ogg FLAC mapping 1.0: the first packet has 9 bytes before "fLaC"; all others are as in a file.
  constexpr std::int64_t kFlacMapping = 9;
  std::vector<Link> links;
  std::optional<std::uint64_t> stream;  // the stream of the last link
  bool is_beginning = false;            // within the first pages of a group
  std::int64_t at = extent.begin;
  while (at < extent.end) {
    const auto page = ogg_page(bytes.peek(at, kHeaderBytes + 255));
    if (!page) break;
    const std::int64_t end = std::min(at + static_cast<std::int64_t>(page->bytes), extent.end);
    std::int64_t content = at + static_cast<std::int64_t>(page->header_bytes);
    if (page->is_first) {
      if (!is_beginning) stream.reset();
      is_beginning = true;
      const std::string packet = bytes.peek(content, 16);
      const auto begins = [&](std::string_view codec) { return packet.starts_with(codec); };
      if (!stream && std::ranges::any_of(kCodecs, begins)) {
        stream = page->stream;
        links.push_back({begins(kFlac) ? Container::flac : Container::ogg, {}});
        if (begins(kFlac)) content += kFlacMapping;
      }
    } else {
      is_beginning = false;
    }
    if (stream == page->stream) {
      Link& link = links.back();
      append(link.pieces, link.container == Container::flac ? std::min(content, end) : at, end);
    }
    at = end;
  }
  if (links.empty()) return {{Container::ogg, {{extent.begin, extent.end, {}}}}};
  if (at < extent.end && links.back().container == Container::ogg)
    append(links.back().pieces, at, extent.end);
  return links;
}

}  // namespace melsift::audio
