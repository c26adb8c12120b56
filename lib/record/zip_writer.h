// Writes zip archives to any stream, also to a pipe, which libzip can't do.  Format: PKWARE's
// APPNOTE.TXT 6.3.10, entries stored, with the fields of zip64 for every size, so that there is
// only one form.
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

  // Adds an entry with the bytes that `produce` passes to its argument.  `produce` is called twice,
  // because size and checksum precede the bytes, and must give the same bytes both times.  The time
  // of the entry is the first of the format, 1980-01-01, so that the same content gives the same
  // bytes.  Throws Error io, and what `produce` throws.
  void add(const std::string& name, const std::function<void(const Take&)>& produce);
  // Writes the directory, after the last entry.
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
