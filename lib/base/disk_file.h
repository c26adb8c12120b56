// A regular file by its descriptor: read anywhere, append, lock.  Also the stamp by which a changed
// file is recognised.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace melsift {

// Changes, in all likelihood, when the content of a file changes.
struct FileStamp {
  std::uint64_t size = 0;  // bytes
  std::string mtime;       // UTC, "2026-11-20T12:34:56.123456789Z"; sorts as time does.  Outside of
                           // the years 0 to 9999 "@" and seconds since 1970, which doesn't sort.

  bool operator==(const FileStamp&) const = default;
};

// Nothing if there is no regular file at `path` (links are followed).
std::optional<FileStamp> file_stamp(const std::string& path);
// Whether nothing exists at `path`; false if the system can't tell.
bool is_gone(const std::string& path);
// Whether a file that is_gone() may be on a disk that is not mounted: the deepest existing folder
// of its path is empty, or a link in its path leads nowhere.
bool may_be_unmounted(const std::string& path);

class DiskFile {
 public:
  // Opens a file for reading and appending, and creates it if it does not exist.  Throws Error io,
  // or invalid_argument if it is not a regular file.
  static DiskFile open_or_create(const std::string& path);
  // Opens a file for reading.  Throws Error not_found, io or invalid_argument.
  static DiskFile open(const std::string& path);
  ~DiskFile();
  DiskFile(DiskFile&& other) noexcept;
  DiskFile& operator=(DiskFile&& other) noexcept;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  FileStamp stamp() const;
  // Whether path() still leads to this file: it may have been renamed, removed or replaced.
  bool in_place() const;

  // Takes the only lock of the file (flock(2)) and holds it until the file is closed or the process
  // ends in any way.  Returns false if another process has it.
  bool lock();

  // Once it returns, the bytes survive the end of the process, though not a failure of the machine:
  // see sync().  After an Error io (a full disk) some of them may be at the end of the file; size()
  // does not count them.
  void append(std::string_view bytes);
  // Cuts the file to its first `size` bytes.
  void truncate(std::uint64_t size);
  // Waits until all is on the disk.
  void sync();

  // Throws Error io, or corrupt if the file is shorter.
  std::string read(std::uint64_t offset, std::uint64_t count) const;

 private:
  DiskFile(std::string path, int flags);

  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

// These throw Error io.
void rename_file(const std::string& from, const std::string& to);
// Waits until the entries of the folder of `path` are on the disk, too.
void sync_folder_of(const std::string& path);

}  // namespace melsift
