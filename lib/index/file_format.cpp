#include "index/file_format.h"

#include <bit>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/hash.h"

namespace melsift::index {

static_assert(std::endian::native == std::endian::little, "index files are used as they lie");

namespace {

class Check {
 public:
  Check(const std::string& path, const Header& header) : path_(path), header_(header) {}

  [[noreturn]] void refuse(std::string_view why) const {
    throw Error(ErrorKind::corrupt, path_, std::string("is a damaged index: ").append(why));
  }
  void that(bool holds, std::string_view else_why) const {
    if (!holds) refuse(else_why);
  }
  // Whether a section lies in the file, aligned, after the header.
  void place(const Section& section, std::string_view name) const {
    if (section.bytes == 0) return;
    const bool inside = section.offset >= sizeof(Header) && section.offset <= header_.file_bytes &&
                        section.bytes <= header_.file_bytes - section.offset;
    if (!inside || section.offset % kAlignment != 0)
      refuse(std::string(name) + " are at an impossible offset");
  }
  void size(const Section& section, std::uint64_t bytes, std::string_view name) const {
    if (section.bytes != bytes)
      refuse(std::string(name) + " take " + std::to_string(section.bytes) + " bytes, expected " +
             std::to_string(bytes));
    place(section, name);
  }

 private:
  const std::string& path_;
  const Header& header_;
};

void check_graph(const Check& check, const Header& header) {
  if (header.degree == 0) {
    check.size(header.links, 0, "the links without a graph");
    check.size(header.twins, 0, "the twins without a graph");
    return;
  }
  check.that(header.degree <= kMaxDegree && header.layer_count <= kMaxLayers && header.rows > 0,
             "its graph's sizes are impossible");
  check.size(header.twins, header.rows * sizeof(std::uint32_t), "the twins");
  check.size(header.links, header.rows * 2 * header.degree * sizeof(std::uint32_t), "the links");
  std::uint64_t below = header.rows;
  for (std::size_t i = 0; i < header.layer_count; ++i) {
    const Section& layer = header.layers[i];
    const std::uint64_t nodes = layer_nodes(layer, header.degree);
    check.that(nodes > 0 && nodes <= below, "a layer of its graph is larger than the one below");
    check.size(layer, nodes * (2 + header.degree) * sizeof(std::uint32_t), "a layer's links");
    below = nodes;
  }
  check.that(header.entry < below, "its graph has no entry point");
}

}  // namespace

std::uint64_t checksum_of(const Header& header) {
  std::array<char, sizeof(Header)> bytes;
  std::memcpy(bytes.data(), &header, sizeof(Header));
  return hash({bytes.data(), offsetof(Header, checksum)});
}

Header checked_header(const std::string& path, const char* file, std::uint64_t bytes) {
  if (bytes < kMagic.size() || std::memcmp(file, kMagic.data(), kMagic.size()) != 0)
    throw Error(ErrorKind::corrupt, path, "is not a melsift index");
  Header header;
  if (bytes < sizeof(Header)) throw Error(ErrorKind::corrupt, path, "is a truncated index");
  std::memcpy(&header, file, sizeof(Header));
  if (header.version > kVersion)
    throw Error(ErrorKind::unsupported, path,
                "is an index of version " + std::to_string(header.version) + ", newer than " +
                    std::to_string(kVersion));
  const Check check(path, header);
  check.that(header.version == kVersion && header.header_bytes == sizeof(Header) &&
                 header.checksum == checksum_of(header),
             "its header has changed");
  if (bytes < header.file_bytes)
    throw Error(ErrorKind::corrupt, path,
                "is a truncated index: " + std::to_string(bytes) + " of " +
                    std::to_string(header.file_bytes) + " bytes");
  check.that(bytes == header.file_bytes, "there are bytes after its end");
  check.that(header.rows < kMaxRows && header.dimension <= kMaxDimension &&
                 header.stride == stride_of(header.dimension) &&
                 (header.dimension > 0 || header.rows == 0),
             "its sizes are impossible");
  check.place(header.description, "its description");
  check.size(header.mean, header.dimension * sizeof(double), "the means");
  check.size(header.scale, header.dimension * sizeof(double), "the scales");
  check.size(header.vectors, header.rows * header.stride * sizeof(float), "the vectors");
  check.size(header.payload_ends, header.rows * sizeof(std::uint64_t), "the payloads' ends");
  check.place(header.payloads, "the payloads");
  if (header.codes.bytes != 0)
    check.size(header.codes, code_bytes(header.rows, header.stride), "the codes");
  check_graph(check, header);
  return header;
}

}  // namespace melsift::index
