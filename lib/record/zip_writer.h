// Zip archives out, to any stream: a pipe too, which is more than libzip can write to.
// Format: PKWARE's APPNOTE.TXT 6.3.10, entries stored, with the fields of zip64 at every size, so
// that there is one form to get right rather than two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace melsift::record {

class ZipWriter {
 public:
  using Take = std::function<void(std::string_view bytes)>;

  // `file` must outlive the writer; it is not closed.
  explicit ZipWriter(OutputFile& file) : file_(file) {}

  // Adds an entry: what `produce` gives to the function that it is called with.  It is called
  // twice, for the size and checksum that stand before the bytes, and must give the same both
  // times.  The entry's time is the format's first, 1980-01-01, so that the same content is the
  // same bytes.  Throws Error io, and what `produce` throws.
  void add(const std::string& name, const std::function<void(const Take&)>& produce);
  // The directory, after the last entry.
  void finish();

 private:
  struct Entry {
    std::string name;
    std::uint32_t checksum = 0;  // CRC-32
    std::uint64_t size = 0;      // bytes
    std::uint64_t offset = 0;    // of its header
  };

  void write(std::string_view bytes);

  OutputFile& file_;
  std::uint64_t offset_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace melsift::record
