// A file of records that survives any end of its writer, and that a later run updates with the
// least work.
//
// While FILE is being written, each track's records are appended to FILE.part and then noted in
// FILE.part.journal (see journal.h): noted records survive if the process is killed, and the next
// run cuts off an incomplete end.  The writer does not wait until each track is on the disk: if the
// machine fails, the checksums show which parts of FILE.part are lost, and these are done again.
// At the end the records are on the disk before FILE and FILE.journal are renamed into place: they
// are copied from FILE and FILE.part to a file that no other process knows,
// FILE.part.new.HOST-PID-N, and each track's records are checked against their checksum.
// FILE.journal comes first and has the stamp of the future FILE, so that the next run can finish a
// run that ended between the two renames.  The writer locks FILE.part.  On some network file
// systems a lock does not exclude processes of other machines.  Two writers may then damage each
// other's FILE.part; the checksums show it, and FILE is never made from damaged records.
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
  // Throws if the settings with which a file was made differ from those of this run.
  using SettingsCheck = std::function<void(const std::string& file, const std::string& made_with)>;

  // Locks the file and reads its state.  Waits up to `wait_s` seconds for another process that
  // writes to FILE.  Throws Error busy if that process does not end in time; invalid_argument if it
  // is not a regular file; corrupt if it has no journal or differs from its journal, because
  // another program wrote it.
  ResumableFile(Names names, const std::string& settings, const SettingsCheck& check,
                double wait_s = 0.0);
  ~ResumableFile();
  ResumableFile(const ResumableFile&) = delete;
  ResumableFile& operator=(const ResumableFile&) = delete;

  // The earlier records and failures of the next track of the input, whose input record has the
  // hash `input`.  Must be called in the order of the input; each result is then passed to one of
  // the next four functions, in the same order.
  TrackMemory recall(const std::string& path, std::uint64_t input);
  // Keeps its records.
  void keep(const TrackMemory& memory, const KnownEntry& known);
  // Adds its records (lines with newlines).  Throws Error io.
  void add(const TrackMemory& memory, JournalEntry entry, std::string_view lines);
  // Notes that it has no records.  Throws Error io.
  void fail(const TrackMemory& memory, const JournalEntry& entry);
  void keep_failure(const TrackMemory& memory, const KnownEntry& known);

  struct Counts {
    std::size_t kept = 0;     // tracks
    std::size_t added = 0;    // tracks
    std::size_t dropped = 0;  // tracks that the input did not name and whose file is gone
  };
  // Renames FILE, its journal and the list of failures to their final names.  `prune` leaves out
  // tracks that the input did not name and whose file is gone.  Throws Error io, also if another
  // process has changed the records meanwhile; the files stay resumable.
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
