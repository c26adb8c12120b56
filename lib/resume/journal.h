// The journal beside a file of records: the track of each piece of the file, and the state of that
// track's file at the time.  It makes it possible to resume a stopped run.
//
// JSON Lines, so that jq reads it:
//   {"journal":"melsift 1","settings":"mfcc sr=22050 ... format=jsonl"}
//   {"path":"a.wav","size":44144,"mtime":"2026-11-20T12:34:56.123456789Z","input":"<hash>",
//    "bytes":812,"checksum":"<hash>"}
//   {"path":"b.wav","error":"is empty","size":0,"mtime":"..."}
//   {"complete":{"size":812,"mtime":"..."}}
// An entry with `bytes` describes that number of bytes of the data, after those of earlier entries:
// the records of one track.  An entry with `error` is a track without records; a list of failures
// consists of such lines.  `complete` ends the journal of a finished file, with that file's stamp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/disk_file.h"

namespace melsift::resume {

// A track.
struct JournalEntry {
  std::string path;
  std::optional<FileStamp> stamp;  // nothing if there was no regular file
  std::string error;               // why it gave no records; empty if it did
  std::uint64_t input = 0;         // hash of the track's input record
  std::uint64_t bytes = 0;         // of its records
  std::uint64_t checksum = 0;      // their hash
};

// The entry as a line with its newline.  Text that is not UTF-8 is written with replacement
// characters.
std::string to_line(const JournalEntry& entry);

// Keeps 28 bytes per entry in memory; the entries themselves stay on the disk.
class Journal {
 public:
  // Whether the data at this offset still agree with the entry.
  using Check = std::function<bool(const JournalEntry& entry, std::uint64_t offset)>;

  // Begins a journal and replaces an existing file at `path`.  Throws Error io.
  static Journal begin(const std::string& path, std::string_view settings);
  // Opens a journal whose writer may have been stopped anywhere, and cuts it after the last
  // complete entry that `holds` accepts.  Nothing if there is no journal, or if its first line is
  // incomplete. Throws Error io.
  static std::optional<Journal> recover(const std::string& path, const Check& holds);
  // Opens the journal of a finished file for reading.  Throws Error not_found, io or corrupt.
  static Journal open(const std::string& path);
  // The stamp in the last line of the journal at `path`; nothing if there is no such line.
  static std::optional<FileStamp> stamp_at(const std::string& path);
  // Opens a list of failures, which has no special first or last line.  Throws Error not_found, io
  // or corrupt.
  static Journal open_failures(const std::string& path);

  const std::string& settings() const { return settings_; }
  // The stamp of the finished file; nothing before finish().
  const std::optional<FileStamp>& stamp() const { return stamp_; }

  std::size_t size() const { return places_.size(); }
  // The number of entries with records.
  std::size_t successes() const { return successes_; }
  JournalEntry entry(std::size_t index) const;
  // The offset of its records in the data.
  std::uint64_t data_offset(std::size_t index) const { return places_[index].data_offset; }
  std::uint64_t data_size() const { return data_size_; }
  // The entries with this path that existed when the journal was opened, in their order.  A path
  // that is not UTF-8 is searched in its written form.
  std::vector<std::size_t> find(std::string_view raw_path) const;

  // Appends an entry.  Throws Error io.
  void append(const JournalEntry& entry);
  // Ends the journal, with the stamp of the finished data, and waits until it is on the disk.
  void finish(const FileStamp& stamp);

 private:
  struct Place {
    std::uint64_t path_hash;
    std::uint64_t line_offset;
    std::uint64_t data_offset;
  };
  enum class Lines { strict, torn, failures };

  explicit Journal(DiskFile file) : file_(std::move(file)) {}
  bool read_lines(Lines lines, const Check& holds);
  bool take_line(std::string_view line, Lines lines, const Check& holds);
  void add_place(const JournalEntry& entry);
  void index_paths();

  DiskFile file_;
  std::string settings_;
  std::optional<FileStamp> stamp_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> by_hash_;
  std::uint64_t lines_end_ = 0;  // bytes of the lines so far
  std::uint64_t data_size_ = 0;
  std::size_t successes_ = 0;
};

}  // namespace melsift::resume
