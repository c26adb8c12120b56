// The catalogue as the server has it: a copy in memory to read from, and the file to write to.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "catalogue/store.h"
#include "recommend/tracks.h"

namespace melsift::web {

// The words by which a text is searched for, see name_words(); a text without any is one word of
// its symbols ("!!!").
std::vector<std::string> search_words(std::string_view text);

// The catalogue at one moment.  Never changes.
struct Snapshot {
  Snapshot(const Snapshot&) = delete;  // by_path refers to tracks
  Snapshot& operator=(const Snapshot&) = delete;
  explicit Snapshot(std::vector<record::Record> records, std::vector<long long> numbers,
                    std::uint64_t snapshot_number);

  recommend::Tracks tracks;
  std::vector<long long> ids;                         // of each track, the catalogue's number
  std::unordered_map<long long, std::size_t> places;  // of each number
  std::unordered_map<std::string_view, std::size_t> by_path;
  std::vector<std::string> search;  // of each track the search_words() of title, artist and album,
                                    // a blank before and after each
  // The front end whose features most tracks have; empty where none has any.
  std::string front_end;
  std::size_t liked = 0, disliked = 0;
  std::vector<bool> gone;    // of each track: its file is known to be gone; empty: none is
  std::uint64_t number = 0;  // differs between snapshots
};

// Thread-safe.
class Library {
 public:
  // Reads all.  A catalogue that can't be written to is only read, and set_liked() throws.
  // `changed` is called, on a thread of its own, when there is a new snapshot of other
  // tracks than before.  Throws Error as Store::open and its members do.
  Library(const std::string& path, std::function<void(const Snapshot&)> changed);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  std::shared_ptr<const Snapshot> snapshot() const;
  // Returns when it stands in the file; the snapshot has it soon after, as a rule at once.  False
  // where there is no such track.  Throws Error.
  bool set_liked(long long track, std::optional<bool> liked);
  // Has the file looked at for what others have changed, which is done every second anyway.
  void refresh();

 private:
  using Feedback = std::map<long long, std::optional<bool>>;

  void run();
  std::shared_ptr<const Snapshot> read();
  static std::shared_ptr<const Snapshot> with_feedback(const Snapshot& before,
                                                       const Feedback& feedback,
                                                       std::uint64_t number);

  const std::string path_;
  const std::function<void(const Snapshot&)> changed_;
  std::mutex store_mutex_;
  catalogue::Store store_;     // written to, one request at a time
  long long version_ = 0;      // of the file, when it was last read
  std::uint64_t numbers_ = 0;  // of snapshots so far; of run()'s thread

  mutable std::mutex mutex_;
  std::condition_variable wanted_, renewed_;
  std::shared_ptr<const Snapshot> snapshot_;
  Feedback feedback_;  // not yet in the snapshot
  std::uint64_t feedback_count_ = 0, feedback_done_ = 0;
  bool refresh_wanted_ = false;
  bool ending_ = false;
  std::jthread thread_;
};

}  // namespace melsift::web
