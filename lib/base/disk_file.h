// A regular file by its descriptor: read anywhere, grown at its end, locked; and the marks by which
// a change of a file is told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace melsift {

// What changes when a file's content does, in all likelihood.
struct FileStamp {
  std::uint64_t size = 0;  // bytes
  std::string mtime;       // UTC, "2026-11-20T12:34:56.123456789Z"; sorts as time does.  Outside of
                           // the years 0 to 9999 "@" and seconds since 1970, which doesn't sort.

  bool operator==(const FileStamp&) const = default;
};

// Nothing where there is no regular file at `path` (links are followed).
std::optional<FileStamp> file_stamp(const std::string& path);
// Whether there is nothing at `path` at all, as opposed to something that can't be looked at.
bool is_gone(const std::string& path);
// Whether a file that is_gone() may be on a disk that is not mounted: of the folders that it was in
// the last one that is there is empty, or a link on the way leads nowhere.
bool may_be_unmounted(const std::string& path);

class DiskFile {
 public:
  // For reading and appending; made where it is not there.  Throws Error io; invalid_argument where
  // it is no regular file.
  static DiskFile open_or_create(const std::string& path);
  // For reading.  Throws Error not_found, io or invalid_argument.
  static DiskFile open(const std::string& path);
  ~DiskFile();
  DiskFile(DiskFile&& other) noexcept;
  DiskFile& operator=(DiskFile&& other) noexcept;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  FileStamp stamp() const;
  // Whether path() still leads to this file: it may have been renamed, removed or replaced.
  bool in_place() const;

  // Takes the lock of which there is one a file, held until the file is closed or the process ends,
  // in whichever way (flock(2)).  False where another process has it.
  bool lock();

  // Once it returns the bytes outlive the process, though not the machine: see sync().  After an
  // Error io (a full disk) some of them may stand at the end; size() does not count them.
  void append(std::string_view bytes);
  // Cuts off what stands behind the first `size` bytes.
  void truncate(std::uint64_t size);
  // Waits until all is on the disk.
  void sync();

  // Throws Error io, or corrupt where the file is shorter.
  std::string read(std::uint64_t offset, std::uint64_t count) const;

 private:
  DiskFile(std::string path, int flags);

  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

// These throw Error io.
void rename_file(const std::string& from, const std::string& to);
// Waits until the names of the folder that `path` is in are on the disk, too.
void sync_folder_of(const std::string& path);

}  // namespace melsift
