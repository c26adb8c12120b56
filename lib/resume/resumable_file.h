// A file of records that survives whatever ends its writer, and that a later run brings up to date
// with the least work.
//
// While FILE is being written, each track's records are appended to FILE.part and then noted in
// FILE.part.journal (see journal.h): what is noted is kept when the process is killed, a torn end
// is cut off by the next run.  No track is waited for until it is on the disk: what a failing
// machine has lost of FILE.part is found by the checksums, and done again.
// At the end the records are on the disk before FILE and FILE.journal are renamed into place:
// they are copied from FILE and FILE.part to a file that no other process knows,
// FILE.part.new.HOST-PID-N, and each track's records are checked against their checksum.
// FILE.journal comes first and bears the stamp of the file that is to become FILE, so that a run
// which ended between the two renames is finished by the next one. FILE.part is locked as long as
// there is a writer.  Some network file systems do not let a lock exclude processes of other
// machines.  Two writers may then spoil each other's FILE.part; the checksums tell, and FILE is
// never made from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/disk_file.h"
#include "resume/journal.h"
#include "resume/kept_order.h"
#include "resume/private_files.h"
#include "resume/track_memory.h"

namespace melsift::resume {

class ResumableFile {
 public:
  struct Names {
    std::string path;      // FILE
    std::string failures;  // the list of failures, for which see journal.h; empty: keep none
  };
  // Throws, for a file and the settings that it was made with, where these are not this run's.
  using SettingsCheck = std::function<void(const std::string& file, const std::string& made_with)>;

  // Locks, and finds out what there is.  Waits up to `wait_s` seconds for another process that
  // writes to FILE.  Throws Error busy if that process does not end in time; invalid_argument where
  // it is no regular file; corrupt where it has no journal, or is not as its journal says, because
  // something else wrote it.
  ResumableFile(Names names, const std::string& settings, const SettingsCheck& check,
                double wait_s = 0.0);
  ~ResumableFile();
  ResumableFile(const ResumableFile&) = delete;
  ResumableFile& operator=(const ResumableFile&) = delete;

  // The earlier records and failures of the next track of the input, which came as a record with
  // the hash `input`.  Must be called in the order of the input; each result is then passed to one
  // of the next four functions, in the same order.
  TrackMemory recall(const std::string& path, std::uint64_t input);
  // Its records stay as they are.
  void keep(const TrackMemory& memory, const KnownEntry& known);
  // These are its records (lines with newlines).  Throws Error io.
  void add(const TrackMemory& memory, JournalEntry entry, std::string_view lines);
  // It has none.  Throws Error io.
  void fail(const TrackMemory& memory, const JournalEntry& entry);
  void keep_failure(const TrackMemory& memory, const KnownEntry& known);

  struct Counts {
    std::size_t kept = 0;     // tracks
    std::size_t added = 0;    // tracks
    std::size_t dropped = 0;  // tracks that the input did not name and whose file is gone
  };
  // Puts FILE, its journal and the list of failures into place.  With `prune`, tracks that the
  // input did not name are left out where their file is gone.  Throws Error io, also if
  // another process has changed the records meanwhile; what there is stays resumable then.
  Counts finish(bool prune);

 private:
  bool finish_renames();
  PrivateFiles private_failures() const { return PrivateFiles(names_.failures + ".part"); }
  void lock(double wait_s);
  bool try_lock();
  void open_finished(const SettingsCheck& check);
  void open_begun(const std::string& settings, const SettingsCheck& check);
  void open_failures();
  void leave();
  void answer(const TrackMemory& memory);
  bool equals_finished(const std::vector<KeptOrder::Place>& places) const;
  void assemble(const std::vector<KeptOrder::Place>& places);
  void publish(DiskFile& data, Journal& journal, const std::string& journal_path);
  [[noreturn]] void refuse_changed() const;
  void discard_begun();
  void write_failures(bool prune);

  Names names_;
  std::string part_path_, part_journal_path_, journal_path_;
  PrivateFiles private_files_;
  std::optional<DiskFile> part_;
  std::optional<DiskFile> finished_;
  std::optional<Journal> finished_journal_;
  std::optional<Journal> begun_journal_;
  std::optional<Journal> failures_;
  std::vector<bool> finished_claimed_, begun_claimed_;
  KeptOrder order_{0};
  KeptOrder failure_order_{0};
  Counts counts_;
};

}  // namespace melsift::resume
