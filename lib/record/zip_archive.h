// Reads zip archives, by libzip: stored and deflated entries, zip64, checksums.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct zip;
struct zip_file;

namespace melsift::record {

// An entry, read from beginning to end, in blocks.
class ZipEntry {
 public:
  // Fills `bytes` with the next bytes.  Throws Error corrupt or io that begins "x.npz: X.npy: ".
  void read(std::span<char> bytes);
  // Call it after all size() bytes have been read: checks that there are no more bytes, and their
  // checksum.
  void finish();

  // The size in bytes according to the directory, which may be wrong.
  std::size_t size() const { return size_; }
  const std::string& name() const { return name_; }  // "x.npz: X.npy"

 private:
  friend class ZipArchive;
  ZipEntry(std::string name, zip_file* file, std::size_t size);
  bool fill();

  std::string name_;
  std::unique_ptr<zip_file, void (*)(zip_file*)> file_;
  std::size_t size_;
  std::vector<char> block_;
  std::size_t begin_ = 0;  // the unread bytes are [begin_, end_) of the block
  std::size_t end_ = 0;
};

class ZipArchive {
 public:
  // Takes over `descriptor`, an open seekable file; messages call it `name`.  Throws Error corrupt,
  // or unsupported for archives that libzip doesn't read.
  ZipArchive(std::string name, int descriptor);

  const std::string& name() const { return name_; }
  // The names of its entries, in their order.
  std::vector<std::string> entries() const;
  // Several entries may be open and read in turns; none may outlive the archive.  Throws Error
  // not_found, corrupt, or unsupported (encrypted, compressed otherwise).
  ZipEntry open(const std::string& entry) const;

 private:
  std::string name_;
  std::unique_ptr<zip, void (*)(zip*)> archive_;
};

}  // namespace melsift::record
