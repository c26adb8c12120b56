// The notes of earlier runs about a track, and whether they are still valid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/disk_file.h"
#include "resume/journal.h"

namespace melsift::resume {

// An entry of a journal.
struct KnownEntry {
  bool old;  // journal: that of the finished file or, for a failure, the list; otherwise that of
             // the unfinished file
  std::size_t index;  // in that journal
  JournalEntry entry;
};

struct TrackMemory {
  using Part = std::optional<KnownEntry> TrackMemory::*;

  std::optional<KnownEntry> finished;     // its records in the finished file
  std::optional<KnownEntry> begun;        // its records in the file of an unfinished run
  std::optional<KnownEntry> old_failure;  // in the list of failures
  std::optional<KnownEntry> new_failure;  // in the journal of the file of an unfinished run

  // The part with records that are still valid, or nullptr: made from a file with the same stamp
  // and from the same input record (by its hash).  An input that is not a regular file (no stamp)
  // never counts as the same.
  Part same_records(const std::optional<FileStamp>& stamp, std::uint64_t input) const;
  // The latest records, regardless of their source: for a file that is gone.
  Part last_records() const;
  // The part with the failure of a file with the same stamp, or of an input that still is not a
  // regular file.
  Part same_failure(const std::optional<FileStamp>& stamp) const;
};

}  // namespace melsift::resume
