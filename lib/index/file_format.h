// The index file, version 1: vectors that are searched in place, after the file is mapped.
//
// A header and sections, each of which begins on a multiple of 64 bytes; between them are zeros.
// All numbers are little-endian, in their natural alignment.
//
//   header        448 bytes, as below
//   description   UTF-8: what the vectors are, to be compared with what a query is
//   mean          dimension x f64 } a raw vector's value i becomes (value - mean[i]) * scale[i];
//   scale         dimension x f64 } scale is 1 / standard deviation, 0 where all rows are alike
//   vectors       rows x stride x f32: standardised, then scaled to length 1, so that the inner
//                 product of two is their cosine (all zeros where nothing differs from the mean);
//                 stride is the dimension rounded up to a multiple of 16, the rest zeros
//   payload ends  rows x u64: row r's payload is [ends[r-1], ends[r]) of the payloads, ends[-1] = 0
//   payloads      bytes
//   codes         f64 and zeros up to 64 bytes: the largest residual ratio of all rows; rows x f32
//                 and zeros up to a multiple of 64 bytes: the rows' scales; rows x stride x i8: the
//                 codes (codes.h).  Absent without rows, and in files of older writers, which have
//                 zeros in place of the section: an exact search then reads the vectors
//
// and with a graph (Malkov & Yashunin 2018: hierarchical navigable small worlds; none without
// rows):
//
//   twins         rows x u32: the next row with the same vector to the last bit, or kNone.  Only
//                 the first of such rows is in the graph
//   links         rows x 2*degree x u32: each row's neighbours in the lowest layer, the nearest
//                 first, kNone behind the last
//   layer 1, 2, .. the layers above it, thinner and thinner, the nodes of each numbered from 0:
//                 nodes x u32 (the node's row), nodes x u32 (its number in the layer below; in
//                 layer 1, the row), nodes x degree x u32 (neighbours by number in this layer,
//                 kNone behind the last)
//
// Readers refuse a newer version, and a header whose sizes don't add up to the file.  The content
// of sections is checked when it is used, so that opening a file of any size takes microseconds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace melsift::index {

inline constexpr std::array<char, 8> kMagic = {'\x93', 'M', 'S', 'I', 'N', 'D', 'E', 'X'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;
inline constexpr std::size_t kAlignment = 64;        // bytes: a cache line
inline constexpr std::size_t kStrideUnit = 16;       // floats: a cache line
inline constexpr std::size_t kMaxLayers = 15;        // above the lowest
inline constexpr std::size_t kMaxDimension = 65536;  // floats
inline constexpr std::size_t kMaxRows = kNone;
inline constexpr std::size_t kMaxDegree = 1024;

struct Section {
  std::uint64_t offset = 0;  // from the beginning of the file
  std::uint64_t bytes = 0;
};

struct Header {
  std::array<char, 8> magic = kMagic;
  std::uint32_t version = kVersion;
  std::uint32_t header_bytes = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t rows = 0;
  std::uint32_t dimension = 0;
  std::uint32_t stride = 0;
  Section description, mean, scale, vectors, payload_ends, payloads;
  Section twins, links;
  std::array<Section, kMaxLayers> layers;
  std::uint32_t layer_count = 0;      // above the lowest
  std::uint32_t degree = 0;           // 0: no graph
  std::uint32_t ef_construction = 0;  // parameter with which the graph was built
  std::uint32_t entry = 0;            // the node of the highest layer at which a search begins
  Section codes;
  std::uint64_t checksum = 0;  // hash() of the bytes before it
};
static_assert(sizeof(Header) == 448);

// `dimension` rounded up.
constexpr std::size_t stride_of(std::size_t dimension) {
  return (dimension + kStrideUnit - 1) / kStrideUnit * kStrideUnit;
}

// The bytes of the scales of `rows` codes, and those of the whole section.
constexpr std::uint64_t scale_bytes(std::uint64_t rows) {
  return (rows * sizeof(float) + kAlignment - 1) / kAlignment * kAlignment;
}
constexpr std::uint64_t code_bytes(std::uint64_t rows, std::uint64_t stride) {
  return rows == 0 ? 0 : kAlignment + scale_bytes(rows) + rows * stride;
}

// The number of nodes of a layer above the lowest.
constexpr std::uint64_t layer_nodes(const Section& layer, std::uint32_t degree) {
  return layer.bytes / ((2 + std::uint64_t{degree}) * sizeof(std::uint32_t));
}

std::uint64_t checksum_of(const Header& header);

// The header of a file of `bytes` bytes.  Throws Error that begins with `path`: unsupported for a
// newer version, corrupt if the header does not follow the format above.
Header checked_header(const std::string& path, const char* file, std::uint64_t bytes);

}  // namespace melsift::index
