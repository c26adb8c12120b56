// Zip archives in, by libzip: stored and deflated entries, zip64, checksums.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct zip;
struct zip_file;

namespace melsift::record {

// An entry that is read from its beginning to its end, in blocks.
class ZipEntry {
 public:
  // Fills `bytes` with the next ones.  Throws Error corrupt or io that begins "x.npz: X.npy: ".
  void read(std::span<char> bytes);
  // Checks, when all size() bytes have been read, that there are no more and that they are those
  // that were written.
  void finish();

  // Bytes, as the directory promises; hold it for a claim.
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
  // Takes over `descriptor`, an open file in which one can seek; messages call it `name`.  Throws
  // Error corrupt, or unsupported for what libzip doesn't read.
  ZipArchive(std::string name, int descriptor);

  const std::string& name() const { return name_; }
  // The names of its entries, in their order.
  std::vector<std::string> entries() const;
  // Several may be open and read by turns; none outlives the archive.  Throws Error not_found,
  // corrupt, or unsupported (encrypted, compressed otherwise).
  ZipEntry open(const std::string& entry) const;

 private:
  std::string name_;
  std::unique_ptr<zip, void (*)(zip*)> archive_;
};

}  // namespace melsift::record
