#include "resume/resumable_file.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"

namespace melsift::resume {
namespace {

// Large enough to make system calls cheap.
constexpr std::uint64_t kBlock = std::uint64_t{1} << 20;

constexpr std::chrono::milliseconds kLockPause{200};

using Index = std::size_t;

// The entry, among those with this path, that fits best to a track whose input record has the hash
// `input`: one made from the same record, and not yet used for another track.
std::optional<Index> choose(const Journal& journal, const std::vector<Index>& found,
                            std::uint64_t input, std::vector<bool>& claimed) {
  std::optional<Index> best;
  int best_merit = -1;
  for (const Index index : found) {
    const JournalEntry entry = journal.entry(index);
    if (!entry.error.empty()) continue;
    const int merit = (entry.input == input ? 2 : 0) + (claimed[index] ? 0 : 1);
    if (merit > best_merit) {
      best = index;
      best_merit = merit;
    }
  }
  if (best) claimed[*best] = true;
  return best;
}

std::optional<KnownEntry> known(bool old, const Journal& journal, std::optional<Index> index) {
  if (!index) return std::nullopt;
  return KnownEntry{old, *index, journal.entry(*index)};
}

// The last failure among the entries.
std::optional<Index> failure_of(const Journal& journal, const std::vector<Index>& found) {
  for (auto index = found.rbegin(); index != found.rend(); ++index)
    if (!journal.entry(*index).error.empty()) return *index;
  return std::nullopt;
}

bool data_hold(const DiskFile& data, const JournalEntry& entry, std::uint64_t offset) {
  return offset <= data.size() && entry.bytes <= data.size() - offset &&
         hash(data.read(offset, entry.bytes)) == entry.checksum;
}

bool data_hold(const DiskFile& data, const Journal& journal) {
  if (data.size() != journal.data_size()) return false;
  for (Index i = 0; i < journal.size(); ++i) {
    const JournalEntry entry = journal.entry(i);
    if (entry.error.empty() && !data_hold(data, entry, journal.data_offset(i))) return false;
  }
  return true;
}

}  // namespace

ResumableFile::ResumableFile(Names names, const std::string& settings, const SettingsCheck& check,
                             double wait_s)
    : names_(std::move(names)),
      part_path_(names_.path + ".part"),
      part_journal_path_(part_path_ + ".journal"),
      journal_path_(names_.path + ".journal"),
      private_files_(part_path_ + ".new") {
  if (std::error_code ignored; std::filesystem::is_directory(names_.path, ignored))
    throw Error(ErrorKind::invalid_argument, names_.path, "is a folder, expected a file name");
  if (!is_gone(names_.path) && !file_stamp(names_.path))
    throw Error(ErrorKind::invalid_argument, names_.path,
                "is not a regular file and can't be resumed");
  do lock(wait_s);
  while (finish_renames());
  try {
    private_files_.remove_abandoned();
    if (!names_.failures.empty()) private_failures().remove_abandoned();
    open_finished(check);
    open_begun(settings, check);
    open_failures();
  } catch (...) {
    leave();
    throw;
  }
}

ResumableFile::~ResumableFile() {
  leave();
}

// Removes FILE.part if nothing was done: a refused run leaves no files.
void ResumableFile::leave() {
  if (!part_ || part_->size() > 0 || !part_->in_place()) return;
  if (begun_journal_ ? begun_journal_->size() == 0 : is_gone(part_journal_path_)) discard_begun();
}

bool ResumableFile::try_lock() {
  for (;;) {
    part_ = DiskFile::open_or_create(part_path_);
    if (!part_->lock()) {
      part_.reset();
      return false;
    }
    if (part_->in_place()) return true;  // not renamed or removed since it was opened
  }
}

void ResumableFile::lock(double wait_s) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(wait_s);
  while (!try_lock()) {
    if (Clock::now() >= deadline)
      throw Error(ErrorKind::busy, names_.path, "another process is writing it");
    std::this_thread::sleep_for(kLockPause);
  }
}

// Whether there was something to finish; the lock is no longer valid then.
bool ResumableFile::finish_renames() {
  const auto stamp = Journal::stamp_at(journal_path_);
  if (!stamp || file_stamp(names_.path) == stamp) return false;
  for (const std::string& candidate : private_files_.existing()) {
    if (file_stamp(candidate) != stamp) continue;
    rename_file(candidate, names_.path);
    return true;
  }
  return false;
}

void ResumableFile::open_finished(const SettingsCheck& check) {
  const auto stamp = file_stamp(names_.path);
  if (!stamp) return;
  if (is_gone(journal_path_)) {
    if (stamp->size == 0) return;
    throw Error(ErrorKind::corrupt, names_.path,
                "can't be resumed without " + journal_path_ +
                    ", which says how it was made; to start again, remove " + names_.path);
  }
  finished_journal_ = Journal::open(journal_path_);
  check(names_.path, finished_journal_->settings());
  finished_ = DiskFile::open(names_.path);
  if (finished_->stamp() != finished_journal_->stamp() &&
      !data_hold(*finished_, *finished_journal_))
    throw Error(ErrorKind::corrupt, names_.path,
                "was changed by another program after it was written; to start again, remove it");
  finished_claimed_.resize(finished_journal_->size());
  order_ = KeptOrder(finished_journal_->size());
}

void ResumableFile::open_begun(const std::string& settings, const SettingsCheck& check) {
  begun_journal_ =
      Journal::recover(part_journal_path_, [&](const JournalEntry& entry, std::uint64_t offset) {
        return !entry.error.empty() || data_hold(*part_, entry, offset);
      });
  if (begun_journal_) {
    check(part_path_, begun_journal_->settings());
  } else {
    part_->truncate(0);  // first: a journal must not stand beside the data of another
    begun_journal_ = Journal::begin(part_journal_path_, settings);
  }
  part_->truncate(begun_journal_->data_size());
  begun_claimed_.resize(begun_journal_->size());
}

void ResumableFile::open_failures() {
  if (names_.failures.empty() || is_gone(names_.failures)) return;
  failures_ = Journal::open_failures(names_.failures);
  failure_order_ = KeptOrder(failures_->size());
}

TrackMemory ResumableFile::recall(const std::string& path, std::uint64_t input) {
  TrackMemory memory;
  if (finished_journal_) {
    const auto found = finished_journal_->find(path);
    for (const Index index : found) order_.is_seen(index);
    memory.finished = known(true, *finished_journal_,
                            choose(*finished_journal_, found, input, finished_claimed_));
  }
  const auto begun = begun_journal_->find(path);
  memory.begun =
      known(false, *begun_journal_, choose(*begun_journal_, begun, input, begun_claimed_));
  if (names_.failures.empty()) return memory;
  memory.new_failure = known(false, *begun_journal_, failure_of(*begun_journal_, begun));
  if (failures_) {
    const auto found = failures_->find(path);
    for (const Index index : found) failure_order_.is_seen(index);
    memory.old_failure = known(true, *failures_, failure_of(*failures_, found));
  }
  return memory;
}

void ResumableFile::answer(const TrackMemory& memory) {
  if (memory.finished) order_.answers(memory.finished->index);
  if (memory.old_failure) failure_order_.answers(memory.old_failure->index);
}

void ResumableFile::keep(const TrackMemory& memory, const KnownEntry& known) {
  order_.add({known.old, static_cast<std::uint32_t>(known.index)});
  answer(memory);
  ++counts_.kept;
}

void ResumableFile::add(const TrackMemory& memory, JournalEntry entry, std::string_view lines) {
  entry.bytes = lines.size();
  entry.checksum = hash(lines);
  order_.add({false, static_cast<std::uint32_t>(begun_journal_->size())});
  part_->append(lines);  // first: noted records must exist
  begun_journal_->append(entry);
  answer(memory);
  ++counts_.added;
}

void ResumableFile::fail(const TrackMemory& memory, const JournalEntry& entry) {
  if (!names_.failures.empty()) {
    failure_order_.add({false, static_cast<std::uint32_t>(begun_journal_->size())});
    begun_journal_->append(entry);
  }
  answer(memory);
}

void ResumableFile::keep_failure(const TrackMemory& memory, const KnownEntry& known) {
  failure_order_.add({known.old, static_cast<std::uint32_t>(known.index)});
  answer(memory);
}

ResumableFile::Counts ResumableFile::finish(bool prune) {
  write_failures(prune);
  const auto places = order_.finish([&](Index index) {
    const JournalEntry entry = finished_journal_->entry(index);
    if (!entry.error.empty()) return false;  // left by the run that made the file
    const bool stays = !prune || !is_gone(entry.path);
    ++(stays ? counts_.kept : counts_.dropped);
    return stays;
  });
  if (!equals_finished(places)) assemble(places);
  discard_begun();
  part_.reset();
  return counts_;
}

// Whether the list equals FILE: all of its entries, in order.
bool ResumableFile::equals_finished(const std::vector<KeptOrder::Place>& places) const {
  if (!finished_journal_ || places.size() != finished_journal_->successes()) return false;
  for (Index i = 0; i < places.size(); ++i)
    if (!places[i].old || (i > 0 && places[i].index <= places[i - 1].index)) return false;
  return true;
}

void ResumableFile::assemble(const std::vector<KeptOrder::Place>& places) {
  const std::string path = private_files_.make_name();
  Journal journal = Journal::begin(path + ".journal", begun_journal_->settings());
  DiskFile data = DiskFile::open_or_create(path);
  std::string block;
  for (const KeptOrder::Place& place : places) {
    const Journal& source = place.old ? *finished_journal_ : *begun_journal_;
    const JournalEntry entry = source.entry(place.index);
    const DiskFile& from = place.old ? *finished_ : *part_;
    if (!data_hold(from, entry, source.data_offset(place.index))) refuse_changed();
    block += from.read(source.data_offset(place.index), entry.bytes);
    journal.append(entry);
    if (block.size() < kBlock) continue;
    data.append(block);
    block.clear();
  }
  data.append(block);
  publish(data, journal, path + ".journal");
}

void ResumableFile::refuse_changed() const {
  throw Error(ErrorKind::busy, names_.path,
              "another process has written " + part_path_ + " at the same time; run this again");
}

void ResumableFile::publish(DiskFile& data, Journal& journal, const std::string& journal_path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (finished_) fs::permissions(data.path(), fs::status(names_.path).permissions(), ignored);
  data.sync();
  journal.finish(data.stamp());
  rename_file(journal_path, journal_path_);
  sync_folder_of(journal_path_);
  rename_file(data.path(), names_.path);
  sync_folder_of(names_.path);
}

void ResumableFile::discard_begun() {
  ::unlink(part_journal_path_.c_str());  // first: see open_begun
  ::unlink(part_path_.c_str());
}

void ResumableFile::write_failures(bool prune) {
  if (names_.failures.empty()) return;
  const auto places = failure_order_.finish(
      [&](Index index) { return !prune || !is_gone(failures_->entry(index).path); });
  const std::string path = private_failures().make_name();
  DiskFile file = DiskFile::open_or_create(path);
  file.truncate(0);
  for (const KeptOrder::Place& place : places)
    file.append(to_line((place.old ? *failures_ : *begun_journal_).entry(place.index)));
  file.sync();
  rename_file(path, names_.failures);
}

}  // namespace melsift::resume
