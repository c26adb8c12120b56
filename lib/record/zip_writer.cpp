#include "record/zip_writer.h"

#include <utility>

#include <zlib.h>

namespace melsift::record {
namespace {

constexpr std::uint16_t kVersion = 45;  // 4.5: zip64
constexpr std::uint16_t kMadeOnUnix = 3 << 8;
constexpr std::uint16_t kFirstDay = 1 << 5 | 1;  // 1980-01-01 as MS-DOS counts
constexpr std::uint32_t kPlainFile = 0100644U << 16;
constexpr std::uint16_t kZip64Field = 1;
// "See the zip64 field."
constexpr std::uint16_t kElsewhere16 = 0xFFFF;
constexpr std::uint32_t kElsewhere32 = 0xFFFFFFFF;

// Consecutive little-endian numbers.
template <class... Numbers>
std::string packed(Numbers... numbers) {
  std::string bytes;
  const auto append = [&](auto number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
      bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFF);
  };
  (append(numbers), ...);
  return bytes;
}

using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

// The common part of the local header (4.3.7) and the directory (4.3.12): from "version needed" to
// the length of the name.
std::string description(u32 checksum, const std::string& name) {
  constexpr u16 kFlags = 0, kStored = 0, kMidnight = 0;
  return packed(kVersion, kFlags, kStored, kMidnight, kFirstDay, checksum, kElsewhere32,
                kElsewhere32, static_cast<u16>(name.size()));
}

}  // namespace

void ZipWriter::write(std::string_view bytes) {
  file_.write(bytes);
  offset_ += bytes.size();
}

void ZipWriter::add(const std::string& name, const std::function<void(const Take&)>& produce) {
  Entry entry{name, 0, 0, offset_};
  uLong checksum = ::crc32(0, nullptr, 0);
  produce([&](std::string_view bytes) {
    entry.size += bytes.size();
    checksum = ::crc32_z(checksum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  });
  entry.checksum = static_cast<u32>(checksum);
  const std::string zip64 = packed(kZip64Field, u16{16}, entry.size, entry.size);
  write(packed(u32{0x04034B50}) + description(entry.checksum, name) +
        packed(static_cast<u16>(zip64.size())) + name + zip64);
  produce([&](std::string_view bytes) { write(bytes); });
  entries_.push_back(std::move(entry));
}

void ZipWriter::finish() {
  const u64 start = offset_;
  for (const Entry& entry : entries_) {
    constexpr u16 kNoComment = 0, kFirstDisk = 0, kBinary = 0;
    const std::string zip64 = packed(kZip64Field, u16{24}, entry.size, entry.size, entry.offset);
    write(packed(u32{0x02014B50}, static_cast<u16>(kMadeOnUnix | kVersion)) +
          description(entry.checksum, entry.name) +
          packed(static_cast<u16>(zip64.size()), kNoComment, kFirstDisk, kBinary, kPlainFile,
                 kElsewhere32) +
          entry.name + zip64);
  }
  const u64 end = offset_;
  const u64 count = entries_.size();
  constexpr u64 kRestOfRecord = 44;
  constexpr u32 kFirstDisk = 0, kDisks = 1;
  // The zip64 end of the directory (4.3.14), where to find it (4.3.15), and the plain end (4.3.16).
  write(packed(u32{0x06064B50}, kRestOfRecord, static_cast<u16>(kMadeOnUnix | kVersion), kVersion,
               kFirstDisk, kFirstDisk, count, count, end - start, start));
  write(packed(u32{0x07064B50}, kFirstDisk, end, kDisks));
  write(packed(u32{0x06054B50}, u16{0}, u16{0}, kElsewhere16, kElsewhere16, kElsewhere32,
               kElsewhere32, u16{0}));
}

}  // namespace melsift::record
