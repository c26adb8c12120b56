#include "record/npy.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"

namespace melsift::record {
namespace {

static_assert(std::endian::native == std::endian::little, ".npy data is taken as it is in memory");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLongestHeader = std::size_t{1} << 20;

// The text behind "'key':" in the header, a Python dict of literals, without leading blanks.
std::optional<std::string_view> value_of(std::string_view header, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    const std::size_t at = header.find(quoted);
    if (at == std::string_view::npos) continue;
    const auto behind = trimmed(header.substr(at + quoted.size()));
    if (behind.starts_with(':')) return trimmed(behind.substr(1));
  }
  return std::nullopt;
}

std::optional<std::string> quoted_text(std::string_view text) {
  if (text.empty() || (text[0] != '\'' && text[0] != '"')) return std::nullopt;
  const std::size_t end = text.find(text[0], 1);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(1, end - 1));
}

// "(710, 128, 130)", "(3,)" or "()".
std::optional<std::vector<std::size_t>> tuple(std::string_view text) {
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos) return std::nullopt;
  std::vector<std::size_t> extents;
  for (const std::string& piece : split_list(text.substr(1, end - 1), ',')) {
    const auto extent = parse_integer(piece);
    if (!extent || *extent < 0) return std::nullopt;
    extents.push_back(static_cast<std::size_t>(*extent));
  }
  return extents;
}

std::size_t element_size(std::string_view element) {
  return element == "<f4" ? 4 : 8;
}

template <class Element>
void convert(std::span<const char> bytes, std::span<float> row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    Element element;
    std::memcpy(&element, bytes.data() + i * sizeof element, sizeof element);
    row[i] = static_cast<float>(element);
  }
}

}  // namespace

NpyFile::NpyFile(std::string path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw system_error(path_, "can't open", errno);
  try {
    read_header();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

NpyFile::~NpyFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

NpyFile::NpyFile(NpyFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      shape_(std::move(other.shape_)),
      row_size_(other.row_size_),
      data_offset_(other.data_offset_),
      element_(std::move(other.element_)) {}

void NpyFile::read_header() {
  const auto corrupt = [&](std::string_view detail) {
    return Error(ErrorKind::corrupt, path_, detail);
  };
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw system_error(path_, "can't read", errno);
  const auto size = static_cast<std::size_t>(status.st_size);
  char start[12] = {};
  if (!S_ISREG(status.st_mode) || size < sizeof start) throw corrupt("not a .npy file");
  read_at(0, start);
  if (std::string_view(start, kMagic.size()) != kMagic) throw corrupt("not a .npy file");

  // Version 1 has a 16-bit header length, later ones 32 bits.
  const int version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3)
    throw Error(ErrorKind::unsupported, path_, ".npy version " + std::to_string(version));
  std::uint32_t length = 0;
  std::memcpy(&length, start + 8, version == 1 ? 2 : 4);
  data_offset_ = (version == 1 ? 10U : 12U) + std::size_t{length};
  if (length > kLongestHeader || data_offset_ > size) throw corrupt("the .npy header is cut off");
  std::string header(length, '\0');
  read_at(data_offset_ - length, header);

  const auto descr = value_of(header, "descr");
  const auto order = value_of(header, "fortran_order");
  const auto extents = value_of(header, "shape");
  const auto element = descr ? quoted_text(*descr) : std::nullopt;
  const auto shape = extents ? tuple(*extents) : std::nullopt;
  if (!element || !order || !shape) throw corrupt("the .npy header can't be read");
  if (*element != "<f4" && *element != "<f8" && *element != "<i8")
    throw Error(ErrorKind::unsupported, path_,
                "elements " + *element + ", expected float32, float64 or int64");
  if (!order->starts_with("False"))
    throw Error(ErrorKind::unsupported, path_, "Fortran order, expected C order");
  element_ = *element;
  shape_ = *shape;

  std::size_t count = 1;  // of elements; stays below the file's size, so nothing overflows
  const std::size_t available = (size - data_offset_) / element_size(element_);
  const bool empty = std::ranges::count(shape_, std::size_t{0}) > 0;
  for (const std::size_t extent : shape_) {
    if (!empty && count > available / extent)
      throw corrupt("cut off: the data is shorter than the shape says");
    count *= empty ? 0 : extent;
  }
  row_size_ = rows() == 0 ? 0 : count / rows();
}

void NpyFile::read_at(std::size_t offset, std::span<char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(path_, "can't read", errno);
    if (got == 0) throw Error(ErrorKind::corrupt, path_, "cut off while it was read");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::size_t>(got);
  }
}

void NpyFile::read_row(std::size_t index, std::span<float> row) const {
  const std::size_t size = row.size() * element_size(element_);
  const std::size_t offset = data_offset_ + index * size;
  if (element_ == "<f4") {
    read_at(offset, {reinterpret_cast<char*>(row.data()), size});
    return;
  }
  std::vector<char> bytes(size);
  read_at(offset, bytes);
  if (element_ == "<f8")
    convert<double>(bytes, row);
  else
    convert<std::int64_t>(bytes, row);
}

void write_npy(const std::string& path, std::span<const std::size_t> shape,
               std::span<const float> values) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (const std::size_t extent : shape) header += std::to_string(extent) + ", ";
  if (!shape.empty()) header.resize(header.size() - (shape.size() == 1 ? 1 : 2));  // "(3,)"
  header += "), }";
  // The data begins at a multiple of 64 bytes and the header ends with a newline.
  constexpr std::size_t kPreamble = 10;
  const std::size_t length = (kPreamble + header.size() + 1 + 63) / 64 * 64 - kPreamble;
  header.resize(length - 1, ' ');
  header += '\n';
  OutputFile file(path);
  const char preamble[4] = {'\x01', '\x00', static_cast<char>(length & 0xFF),
                            static_cast<char>(length >> 8)};
  file.write(kMagic);
  file.write({preamble, sizeof preamble});
  file.write(header);
  file.write({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  file.close();
}

}  // namespace melsift::record
