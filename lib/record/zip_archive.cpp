#include "record/zip_archive.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <unistd.h>
#include <zip.h>

#include "base/error.h"

namespace melsift::record {
namespace {

// If entries are read in turns, every read is also a seek, so blocks should be large.
constexpr std::size_t kBlock = std::size_t{1} << 16;

void close_entry(zip_file* file) {
  ::zip_fclose(file);
}

ErrorKind kind_of(int libzip_code) {
  switch (libzip_code) {
    case ZIP_ER_READ:
    case ZIP_ER_SEEK:
      return ErrorKind::io;
    case ZIP_ER_NOENT:
      return ErrorKind::not_found;
    case ZIP_ER_COMPNOTSUPP:
    case ZIP_ER_ENCRNOTSUPP:
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_MULTIDISK:
      return ErrorKind::unsupported;
    default:
      return ErrorKind::corrupt;
  }
}

}  // namespace

ZipEntry::ZipEntry(std::string name, zip_file* file, std::size_t size)
    : name_(std::move(name)), file_(file, close_entry), size_(size) {}

bool ZipEntry::fill() {
  block_.resize(std::min(kBlock, size_ + 1));
  const zip_int64_t got = ::zip_fread(file_.get(), block_.data(), block_.size());
  if (got < 0) {
    zip_error_t* error = ::zip_file_get_error(file_.get());
    throw Error(kind_of(::zip_error_code_zip(error)), name_, ::zip_file_strerror(file_.get()));
  }
  begin_ = 0;
  end_ = static_cast<std::size_t>(got);
  return got > 0;
}

void ZipEntry::read(std::span<char> bytes) {
  while (!bytes.empty()) {
    if (begin_ == end_ && !fill()) throw Error(ErrorKind::corrupt, name_, "cut off");
    const std::size_t size = std::min(bytes.size(), end_ - begin_);
    std::memcpy(bytes.data(), block_.data() + begin_, size);
    begin_ += size;
    bytes = bytes.subspan(size);
  }
}

// libzip compares the checksum at the end of an entry.
void ZipEntry::finish() {
  if (begin_ < end_ || fill()) throw Error(ErrorKind::corrupt, name_, "longer than it says");
}

ZipArchive::ZipArchive(std::string name, int descriptor)
    : name_(std::move(name)), archive_(nullptr, ::zip_discard) {
  int code = 0;
  archive_.reset(::zip_fdopen(descriptor, ZIP_CHECKCONS, &code));
  if (archive_) return;
  ::close(descriptor);
  zip_error_t error;
  ::zip_error_init_with_code(&error, code);
  const std::string words = ::zip_error_strerror(&error);
  ::zip_error_fini(&error);
  throw Error(kind_of(code), name_, "not a complete zip archive (" + words + ")");
}

std::vector<std::string> ZipArchive::entries() const {
  std::vector<std::string> names;
  const auto count = static_cast<zip_uint64_t>(::zip_get_num_entries(archive_.get(), 0));
  for (zip_uint64_t i = 0; i < count; ++i)
    if (const char* name = ::zip_get_name(archive_.get(), i, 0)) names.emplace_back(name);
  return names;
}

ZipEntry ZipArchive::open(const std::string& entry) const {
  const std::string name = name_ + ": " + entry;
  const auto fail = [&] {
    const int code = ::zip_error_code_zip(::zip_get_error(archive_.get()));
    return Error(kind_of(code), name, ::zip_strerror(archive_.get()));
  };
  zip_stat_t status;
  ::zip_stat_init(&status);
  if (::zip_stat(archive_.get(), entry.c_str(), 0, &status) != 0) throw fail();
  zip_file* file = ::zip_fopen(archive_.get(), entry.c_str(), 0);
  if (!file) throw fail();
  return ZipEntry(name, file, (status.valid & ZIP_STAT_SIZE) ? status.size : 0);
}

}  // namespace melsift::record
