// What earlier runs have noted of a track, and whether it holds still.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/disk_file.h"
#include "resume/journal.h"

namespace melsift::resume {

// An entry of a journal.
struct KnownEntry {
  bool old;           // of the finished file's or, for a failure, of the list; else of the begun's
  std::size_t index;  // in that journal
  JournalEntry entry;
};

struct TrackMemory {
  using Part = std::optional<KnownEntry> TrackMemory::*;

  std::optional<KnownEntry> finished;     // its records in the finished file
  std::optional<KnownEntry> begun;        // its records in the file that an ended run has begun
  std::optional<KnownEntry> old_failure;  // in the list of failures
  std::optional<KnownEntry> new_failure;  // in the journal of the file that an ended run has begun

  // The part with the records that hold still, or nullptr: those made from a file with the same
  // stamp and from the same input record (by its hash).  What is no regular file (no stamp) is
  // never the same.
  Part same_records(const std::optional<FileStamp>& stamp, std::uint64_t input) const;
  // The latest records, whatever they were made from: for a file that is gone.
  Part last_records() const;
  // The part with the failure of a file with the same stamp, or of one that is still none.
  Part same_failure(const std::optional<FileStamp>& stamp) const;
};

}  // namespace melsift::resume
