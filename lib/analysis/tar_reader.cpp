#include "analysis/tar_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/number.h"

namespace melsift::analysis {
namespace {

constexpr std::size_t kBlock = 512;
// Extended headers are held in memory; real ones have a path and some times.
constexpr std::uint64_t kLongestHeader = std::uint64_t{1} << 20;

// Fields of a header: offset and length.
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kSize{124, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kType = 156;
constexpr Field kMagic{257, 5};
constexpr Field kVersion{262, 3};  // GNU's is " " and a zero
constexpr Field kPrefix{345, 155};

std::string_view field(std::string_view block, const Field& place) {
  return block.substr(place.at, place.size);
}

std::string_view text(std::string_view block, const Field& place) {
  const std::string_view whole = field(block, place);
  return whole.substr(0, std::min(whole.find('\0'), whole.size()));
}

// Octal digits between blanks and zeros, or GNU's big-endian number with the highest bit set.
std::optional<std::uint64_t> parse_octal(std::string_view field) {
  std::uint64_t value = 0;
  if (static_cast<unsigned char>(field[0]) == 0x80) {
    for (const char c : field.substr(1)) {
      if (value >> 55 != 0) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  const std::size_t first = field.find_first_not_of(' ');
  if (first == std::string_view::npos) return 0;
  field.remove_prefix(first);
  field = field.substr(0, std::min(field.find_first_of(std::string_view(" \0", 2)), field.size()));
  for (const char c : field) {
    if (c < '0' || c > '7' || value >> 60 != 0) return std::nullopt;
    value = value << 3 | static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// The sum of all bytes, with blanks for the checksum itself.  Some old programs took bytes as
// signed.
bool has_checksum(std::string_view block) {
  const auto stated = parse_octal(field(block, kChecksum));
  if (!stated) return false;
  std::int64_t sum = 0, signed_sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool is_own = i >= kChecksum.at && i < kChecksum.at + kChecksum.size;
    const char c = is_own ? ' ' : block[i];
    sum += static_cast<unsigned char>(c);
    signed_sum += static_cast<signed char>(c);
  }
  const auto expected = static_cast<std::int64_t>(*stated);
  return expected == sum || expected == signed_sum;
}

std::string without_dot(std::string name) {
  while (name.starts_with("./"))
    name.erase(0, std::max<std::size_t>(name.find_first_not_of('/', 1), 2));
  return name;
}

}  // namespace

struct TarReader::Header {
  std::array<char, kBlock> bytes;

  std::string_view view() const { return {bytes.data(), bytes.size()}; }
  char type() const { return bytes[kType]; }
  std::string name() const {
    const std::string name(text(view(), kName));
    const bool is_posix =
        field(view(), kMagic) == "ustar" && !field(view(), kVersion).starts_with(' ');
    const std::string prefix(is_posix ? text(view(), kPrefix) : std::string_view());
    return prefix.empty() ? name : prefix + "/" + name;
  }
};

bool begins_as_tar(std::string_view first_bytes) {
  return first_bytes.size() >= kBlock && first_bytes[0] != '\0' &&
         has_checksum(first_bytes.substr(0, kBlock));
}

TarReader::TarReader(std::string name, Read read)
    : name_(std::move(name)), read_(std::move(read)) {}

void TarReader::refuse(const std::string& detail) const {
  throw Error(ErrorKind::corrupt, name_, detail);
}

std::uint64_t TarReader::number(std::string_view field) const {
  const auto value = parse_octal(field);
  if (!value) refuse("the header of a member is damaged");
  return *value;
}

std::size_t TarReader::read_bytes(std::span<char> bytes) {
  std::size_t size = 0;
  while (size < bytes.size()) {
    const std::size_t got = read_(bytes.subspan(size));
    if (got == 0) break;
    size += got;
  }
  return size;
}

std::size_t TarReader::read(std::span<char> bytes) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
  const std::size_t got = read_bytes(bytes.first(size));
  left_ -= got;
  if (got < size) {
    ended_ = true;
    left_ = padding_ = 0;
    refuse("the archive is cut off");
  }
  return got;
}

void TarReader::skip_member() {
  std::array<char, std::size_t{1} << 15> block;
  while (left_ > 0) read(block);
  left_ = std::exchange(padding_, 0);
  while (left_ > 0) read(block);
}

// Blocks of zeros end an archive; another one may follow, as cat(1) of several gives.
std::optional<TarReader::Header> TarReader::next_header() {
  Header header;
  for (;;) {
    const std::size_t got = read_bytes(header.bytes);
    const bool is_zero =
        std::all_of(header.bytes.begin(), header.bytes.begin() + static_cast<long>(got),
                    [](char c) { return c == '\0'; });
    if (got < kBlock && is_zero && at_end_) return std::nullopt;
    if (got < kBlock) refuse("the archive is cut off");
    if (!is_zero) break;
    at_end_ = true;
  }
  at_end_ = false;
  if (!has_checksum(header.view())) refuse("the header of a member is damaged");
  left_ = number(field(header.view(), kSize));
  padding_ = (kBlock - left_ % kBlock) % kBlock;
  return header;
}

// GNU's blocks with the places of a sparse file's data stand before the data.
void TarReader::skip_sparse_maps(const Header& header) {
  constexpr std::size_t kMoreInHeader = 482, kMoreInBlock = 504;
  std::array<char, kBlock> block;
  for (bool more = header.bytes[kMoreInHeader] != '\0'; more; more = block[kMoreInBlock] != '\0')
    if (read_bytes(block) < kBlock) refuse("the archive is cut off");
}

std::string TarReader::take_text(const Header& header) {
  if (left_ > kLongestHeader) refuse("the header of a member is longer than 1 MiB");
  std::string bytes(static_cast<std::size_t>(left_), '\0');
  read(bytes);
  skip_member();
  if (header.type() == 'L') bytes.resize(std::min(bytes.find('\0'), bytes.size()));
  return bytes;
}

// "27 path=some/where.wav\n", with the length of the whole.
void TarReader::apply_pax(std::string_view records, Extensions& extensions) const {
  while (!records.empty() && records[0] != '\0') {
    const std::size_t blank = records.find(' ');
    const auto length = parse_integer(records.substr(0, std::min(blank, records.size())));
    if (blank == std::string_view::npos || !length ||
        *length <= static_cast<long long>(blank) + 1 ||
        *length > static_cast<long long>(records.size()))
      refuse("an extended header is damaged");
    const auto size = static_cast<std::size_t>(*length);
    std::string_view record = records.substr(blank + 1, size - blank - 2);
    records.remove_prefix(size);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) refuse("an extended header is damaged");
    const std::string_view key = record.substr(0, equals), value = record.substr(equals + 1);
    if (key == "path" && !value.empty()) extensions.name = std::string(value);
    if (key == "size") {
      const auto bytes = parse_integer(value);
      if (!bytes || *bytes < 0) refuse("an extended header is damaged");
      extensions.size = static_cast<std::uint64_t>(*bytes);
    }
    if (key.starts_with("GNU.sparse.")) extensions.is_sparse = true;
  }
}

std::optional<TarMember> TarReader::next() {
  if (ended_) return std::nullopt;
  ended_ = true;  // unless all goes well
  skip_member();
  Extensions extensions;
  while (const auto header = next_header()) {
    TarMember member;
    switch (header->type()) {
      case 'L':
        extensions.name = take_text(*header);
        continue;
      case 'x':
        apply_pax(take_text(*header), extensions);
        continue;
      case 'g':
      case 'K':
        skip_member();
        continue;
      case '\0':
      case '0':
      case '7':
        break;
      case '1':
      case '2':
        member.kind = TarMember::Kind::link;
        break;
      case 'S':
        member.kind = TarMember::Kind::sparse;
        skip_sparse_maps(*header);
        break;
      default:
        member.kind = TarMember::Kind::other;
    }
    if (extensions.size) {
      left_ = *extensions.size;
      padding_ = (kBlock - left_ % kBlock) % kBlock;
    }
    // A link has a size, but no bytes.
    if (member.kind == TarMember::Kind::link) left_ = padding_ = 0;
    if (extensions.is_sparse) member.kind = TarMember::Kind::sparse;
    member.name = without_dot(extensions.name ? *extensions.name : header->name());
    if (member.kind == TarMember::Kind::file && member.name.ends_with('/'))
      member.kind = TarMember::Kind::other;  // a folder, as Unix V7 had them
    member.size = left_;
    ended_ = false;
    return member;
  }
  return std::nullopt;
}

}  // namespace melsift::analysis
