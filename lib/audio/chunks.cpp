#include "audio/chunks.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <string_view>

#include "audio/byte_order.h"
#include "audio/mpeg_frames.h"

namespace melsift::audio {
namespace {

// How a container writes its list of chunks.
struct Layout {
  std::string_view sound;     // the name of the chunk with the samples begins so ...
  std::int64_t sound_header;  // ... and the samples follow this many other bytes
  std::string_view format;    // the name of the chunk that describes the samples begins so
  std::int64_t first;         // offset of the first chunk
  std::int64_t whole_size;    // offset of the size of the whole, of size_bytes; 0: no size
  std::size_t name_bytes;     // a chunk is a name ...
  std::size_t size_bytes;     // ... its size ...
  bool is_big_endian;
  bool counts_header;      // ... which may include these two, and its content ...
  std::int64_t alignment;  // ... and zeros
};
constexpr Layout kRiff = {"data", 0, "fmt ", 12, 4, 4, 4, false, false, 2};
constexpr Layout kRifx = {"data", 0, "fmt ", 12, 4, 4, 4, true, false, 2};
constexpr Layout kAiff = {"SSND", 8, "COMM", 12, 4, 4, 4, true, false, 2};
constexpr Layout kCaf = {"data", 4, "desc", 8, 0, 4, 8, true, false, 1};
constexpr Layout kWave64 = {"data", 0, "fmt ", 40, 16, 16, 8, false, true, 8};

const Layout& layout_of(Container container, std::string_view magic) {
  switch (container) {
    case Container::aiff:
      return kAiff;
    case Container::caf:
      return kCaf;
    case Container::wave64:
      return kWave64;
    default:
      return magic == "RIFX" ? kRifx : kRiff;
  }
}

std::uint64_t number(const Layout& layout, std::string_view text, std::size_t at) {
  return (layout.is_big_endian ? big_endian : little_endian)(text, at, layout.size_bytes);
}

// Sizes, apart from 0, that programs write if they don't know the size yet: all ones, also of a
// signed number, 0x7F000000 (SoX's AIFF), and these plus or minus headers of up to 4 KiB.  Some
// write such a 32-bit size into 64 bits.
bool is_placeholder(std::uint64_t size, std::size_t size_bytes) {
  constexpr std::uint64_t kSlack = 4096;
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max() >> (64 - 8 * size_bytes);
  const auto is_near = [&](std::uint64_t value) {
    return size >= value - kSlack && size - (value - kSlack) <= 2 * kSlack;
  };
  return is_near(0x7F000000U) || is_near(0x80000000U) || is_near(most / 2 + 1) ||
         size >= most - kSlack || (size_bytes == 8 && is_near(0xFFFFFFFFU));
}

std::string in_bytes(std::uint64_t value, std::size_t count, bool is_big_endian) {
  std::string out(count, '\0');
  for (std::size_t i = 0; i < count; ++i)
    out[is_big_endian ? count - 1 - i : i] = static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

// A list while it is being read.
class Reader {
 public:
  Reader(const Bytes& bytes, const Extent& extent)
      : bytes_(bytes),
        extent_(extent),
        magic_(bytes.peek(extent.begin, 4)),
        layout_(layout_of(extent.container, magic_)) {}

  ChunkList read();

 private:
  struct Chunk {
    std::string name;
    std::int64_t begin = 0;  // of its content
    std::uint64_t size = 0;
    bool is_placeholder = false;
  };
  std::optional<Chunk> chunk_at(std::int64_t at) const;
  std::int64_t after(const Chunk& chunk) const;
  static bool has_name(const Chunk& chunk) {
    return std::ranges::all_of(chunk.name, [](unsigned char c) { return std::isprint(c); });
  }
  bool is_list(std::int64_t at) const;
  std::int64_t whole_end() const;
  std::int64_t chunks_end(std::int64_t at) const;
  void read_sound(ChunkList& list, Chunk chunk) const;
  void correct(ChunkList& list, std::int64_t at, std::size_t count, std::int64_t value) const;

  const Bytes& bytes_;
  Extent extent_;
  std::string magic_;
  const Layout& layout_;
};

std::optional<Reader::Chunk> Reader::chunk_at(std::int64_t at) const {
  const std::size_t header_bytes = layout_.name_bytes + layout_.size_bytes;
  const std::string header = bytes_.peek(at, header_bytes);
  if (header.size() < header_bytes) return std::nullopt;
  Chunk chunk{header.substr(0, 4), at + static_cast<std::int64_t>(header_bytes),
              number(layout_, header, layout_.name_bytes), false};
  chunk.is_placeholder = is_placeholder(chunk.size, layout_.size_bytes);
  if (layout_.counts_header) chunk.size -= std::min<std::uint64_t>(chunk.size, header_bytes);
  return chunk;
}

// Where the next chunk begins, or -1 if this one ends after the file.
std::int64_t Reader::after(const Chunk& chunk) const {
  if (chunk.size > static_cast<std::uint64_t>(bytes_.size() - chunk.begin)) return -1;
  const std::int64_t end = chunk.begin + static_cast<std::int64_t>(chunk.size);
  return end + ((extent_.begin - end) & (layout_.alignment - 1));
}

// Whether the rest of the file from `at` on is nothing but chunks.
bool Reader::is_list(std::int64_t at) const {
  constexpr int kMaxChunks = 1000;
  for (int chunks = 0; chunks < kMaxChunks && at >= 0; ++chunks) {
    if (at >= extent_.end) return true;
    const auto chunk = chunk_at(at);
    if (!chunk || !has_name(*chunk)) return false;
    at = after(*chunk);
  }
  return false;
}

// Only if the size fits into its field.
void Reader::correct(ChunkList& list, std::int64_t at, std::size_t count,
                     std::int64_t value) const {
  if (count == 4 && value > 0xFFFFFFFFLL) return;
  list.corrections.push_back(
      {at, at + static_cast<std::int64_t>(count),
       in_bytes(static_cast<std::uint64_t>(value), count, layout_.is_big_endian)});
}

// By the size of the whole; 0 if the file is shorter.
std::int64_t Reader::whole_end() const {
  const std::string field = bytes_.peek(extent_.begin + layout_.whole_size, layout_.size_bytes);
  if (field.size() < layout_.size_bytes) return 0;
  const std::uint64_t size = number(layout_, field, 0);
  if (size >= static_cast<std::uint64_t>(bytes_.size())) return 0;
  const auto end = static_cast<std::int64_t>(size);
  return extent_.begin + end + (layout_.counts_header ? 0 : 8);
}

// Where the row of chunks ends that begins at `at`: before something else.  0 if nothing follows.
std::int64_t Reader::chunks_end(std::int64_t at) const {
  constexpr int kMostChunks = 1000;
  for (int chunks = 0; chunks < kMostChunks && at > 0 && at < bytes_.size(); ++chunks) {
    const auto chunk = chunk_at(at);
    if (!chunk || !has_name(*chunk) || container_of(bytes_.peek(at, 64)) != Container::unknown)
      return at;
    const std::int64_t next = after(*chunk);
    if (next < 0) return at;
    at = next;
  }
  return 0;
}

// EBU Tech 3306: in RF64, the first chunk, "ds64", holds the sizes of the whole and of "data" in 64
// bits.
void Reader::read_sound(ChunkList& list, Chunk chunk) const {
  const std::int64_t first = extent_.begin + layout_.first;
  const std::string ds64 = magic_ == "RF64" || magic_ == "BW64" ? bytes_.peek(first, 24) : "";
  const bool is_64 = ds64.size() == 24 && ds64.starts_with("ds64");
  if (is_64) {
    chunk.size = little_endian(ds64, 16, 8);
    chunk.is_placeholder = is_placeholder(chunk.size, 8);
  }
  const auto have = static_cast<std::uint64_t>(bytes_.size() - chunk.begin);
  list.content = chunk.begin;
  list.begin = std::min(chunk.begin + layout_.sound_header, bytes_.size());
  list.promised = chunk.size;
  const bool is_zero = chunk.size <= static_cast<std::uint64_t>(layout_.sound_header) &&
                       extent_.end > list.begin &&
                       !is_list(chunk.begin + static_cast<std::int64_t>(chunk.size));
  list.is_size_unknown = is_zero || (chunk.is_placeholder && chunk.size > have);
  if (!list.is_size_unknown) {
    list.end = chunk.begin + static_cast<std::int64_t>(std::min(chunk.size, have));
    list.after = layout_.whole_size > 0 ? whole_end() : 0;
    if (list.after == 0) list.after = chunks_end(after(chunk));
    return;
  }
  list.end = std::max(extent_.end, list.begin);
  const std::int64_t size = list.end - chunk.begin;
  if (is_64) {
    correct(list, first + 8, 8, list.end - extent_.begin - 8);
    correct(list, first + 16, 8, size);
    return;
  }
  const auto size_bytes = static_cast<std::int64_t>(layout_.size_bytes);
  const std::int64_t counted =
      layout_.counts_header ? static_cast<std::int64_t>(layout_.name_bytes) + size_bytes : 0;
  if (layout_.whole_size > 0) {
    correct(list, extent_.begin + layout_.whole_size, layout_.size_bytes,
            list.end - extent_.begin - (layout_.counts_header ? 0 : 8));
  }
  correct(list, chunk.begin - size_bytes, layout_.size_bytes, size + counted);
}

ChunkList Reader::read() {
  constexpr int kMaxChunks = 10000;
  ChunkList list;
  if (magic_ == "BW64") list.corrections.push_back({extent_.begin, extent_.begin + 4, "RF64"});
  std::int64_t at = extent_.begin + layout_.first;
  for (int chunks = 0; chunks < kMaxChunks; ++chunks) {
    const auto chunk = at < 0 ? std::nullopt : chunk_at(at);
    if (!chunk) {
      list.problem = "truncated before its samples";
      return list;
    }
    if (chunk->name == layout_.sound) {
      read_sound(list, *chunk);
      return list;
    }
    if (chunk->name == layout_.format) list.format = bytes_.peek(chunk->begin, 64);
    if (chunk->name == "fact" && chunk->size >= 4 && bytes_.size() - chunk->begin >= 4)
      list.fact = little_endian(bytes_.peek(chunk->begin, 4), 0, 4);
    at = after(*chunk);
  }
  list.problem = "has more than " + std::to_string(kMaxChunks) + " chunks";
  return list;
}

// AU: magic, offset of the samples, their size in bytes.
ChunkList read_au(const Bytes& bytes, const Extent& extent) {
  ChunkList list;
  const std::string header = bytes.peek(extent.begin, 24);
  if (header.size() < 24) {
    list.problem = "truncated in its header";
    return list;
  }
  const auto have = bytes.size() - extent.begin;
  const auto offset = static_cast<std::int64_t>(big_endian(header, 4, 4));
  const std::uint64_t size = big_endian(header, 8, 4);
  list.content = list.begin = extent.begin + std::min(offset, have);
  list.is_size_unknown =
      size == 0 ? have > offset
                : is_placeholder(size, 4) && size > static_cast<std::uint64_t>(have - offset);
  if (list.is_size_unknown) {
    list.end = std::max(list.begin, extent.end);
    const auto true_size = static_cast<std::uint64_t>(list.end - list.begin);
    if (true_size < 0xFFFFFFFFU)
      list.corrections.push_back(
          {extent.begin + 8, extent.begin + 12, in_bytes(true_size, 4, true)});
    return list;
  }
  list.promised = size;
  // Some encoders include the header in the size; a file that lacks no more than the header is
  // complete.
  if (have >= static_cast<std::int64_t>(size) && have > offset)
    list.promised = std::min(size, static_cast<std::uint64_t>(have - offset));
  list.end =
      list.begin + static_cast<std::int64_t>(std::min<std::uint64_t>(
                       list.promised, static_cast<std::uint64_t>(bytes.size() - list.begin)));
  list.after = list.end;
  return list;
}

// The frames that `format` announces instead of samples.
Container codec_of(Container container, const std::string& format) {
  const auto four = [&](std::size_t at) {
    return format.size() < at + 4 ? "" : format.substr(at, 4);
  };
  if (container == Container::aiff || container == Container::caf) {
    const std::string name = four(container == Container::aiff ? 18 : 8);
    return name == ".mp3" || name == ".mp2" || name == ".mp1" ? Container::mp3 : Container::unknown;
  }
  // Microsoft's mmreg.h; an extensible format has its kind at the start of a GUID.
  const auto kind_at = [&](std::size_t at) {
    return format.size() < at + 2 ? 0 : little_endian(format, at, 2);
  };
  const std::uint64_t kind = kind_at(0) == 0xFFFE ? kind_at(24) : kind_at(0);
  if (kind == 0x50 || kind == 0x55) return Container::mp3;
  return kind == 0x1600 ? Container::aac : Container::unknown;
}

// A program that cannot go back in a pipe to correct its header may write the whole header again:
// before the sound (SoX 14.4.2: Wave64, CAF), and after it.
Extent without_repetitions(const Bytes& bytes, Extent extent) {
  constexpr int kMaxHeaders = 8;
  const auto is_header = [&](std::int64_t at) {
    return container_of(bytes.peek(at, 64)) == extent.container;
  };
  for (int headers = 0; headers < kMaxHeaders; ++headers) {
    const ChunkList list = read_chunks(bytes, extent);
    if (!list.is_size_unknown) break;
    const std::int64_t last = extent.end - (list.begin - extent.begin);
    const bool is_first = is_header(list.begin), is_last = last > list.begin && is_header(last);
    if (is_last) extent.end = last;
    if (is_first) extent.begin = list.begin;
    if (!is_first && !is_last) break;
  }
  return extent;
}

}  // namespace

bool is_chunked(Container container) {
  switch (container) {
    case Container::wav:
    case Container::au:
    case Container::aiff:
    case Container::caf:
    case Container::wave64:
      return true;
    default:
      return false;
  }
}

ChunkList read_chunks(const Bytes& bytes, const Extent& extent) {
  if (extent.container == Container::au) return read_au(bytes, extent);
  return Reader(bytes, extent).read();
}

Extent find_in_chunks(const Bytes& bytes, const Extent& outer) {
  const Extent extent = without_repetitions(bytes, outer);
  const ChunkList list = read_chunks(bytes, extent);
  const Container codec = codec_of(extent.container, list.format);
  if (list.problem || codec == Container::unknown) return extent;
  Extent inner{codec, list.begin, list.end, Extent::Wrapper{extent.container, extent.begin}};
  if (codec == Container::mp3) {
    const auto first = first_mp3_frame(bytes, list.begin);
    if (!first || *first >= list.end) return extent;
    inner.begin = *first;
  }
  return inner;
}

Pieces chunk_pieces(const Bytes& bytes, const Extent& extent) {
  if (!is_chunked(extent.container)) return {{extent.begin, extent.end, {}}};
  const ChunkList list = read_chunks(bytes, extent);
  // libsndfile reads a Wave64 to the end of the file, whatever its sizes say.
  const bool ends_with_sound = list.is_size_unknown || extent.container == Container::wave64;
  const std::int64_t end = ends_with_sound ? list.end : bytes.size();
  Pieces pieces;
  std::int64_t at = extent.begin;
  for (const Piece& correction : list.corrections) {
    pieces.push_back({at, correction.begin, {}});
    pieces.push_back(correction);
    at = correction.end;
  }
  pieces.push_back({at, end, {}});
  return pieces;
}

}  // namespace melsift::audio
