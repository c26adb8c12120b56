// The work on one track, which may fail without stopping the others.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/disk_file.h"
#include "base/error.h"
#include "resume/journal.h"

namespace melsift::resume {

struct Attempt {
  // Takes the stamp of the file at `path` before the work; no stamp if the track is not `on_disk`,
  // because its audio came through standard input.
  Attempt(std::string path, std::string where, bool on_disk);

  // Runs `work` and keeps an Error that it throws; std::bad_alloc as an Error io about `where`.
  void run(const std::function<void()>& work);
  // The failure as an entry of a list of failures.  If the system could not read the file or had
  // too little memory, the entry has no stamp, so that the file is tried again: it may be valid.
  JournalEntry failure_entry() const;

  std::string path;
  std::string where;  // the track's name in messages
  bool on_disk;
  std::optional<FileStamp> stamp;
  std::optional<Error> failure;
};

}  // namespace melsift::resume
