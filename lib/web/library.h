// The catalogue of the server: a copy in memory for reading, and the file for writing.
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
#include "web/orders.h"

namespace melsift::web {

// The words of a text for search, see name_words(); a text without words is one word of its symbols
// ("!!!").
std::vector<std::string> search_words(std::string_view text);

// The catalogue at one moment.  It never changes.
struct Snapshot {
  Snapshot(const Snapshot&) = delete;  // by_path refers to tracks
  Snapshot& operator=(const Snapshot&) = delete;
  explicit Snapshot(std::vector<record::Record> records, std::vector<long long> numbers,
                    std::uint64_t snapshot_number);

  recommend::Tracks tracks;
  std::vector<long long> ids;                         // for each track, its number in the catalogue
  std::unordered_map<long long, std::size_t> places;  // index of each number
  std::unordered_map<std::string_view, std::size_t> by_path;
  std::vector<std::string> search;  // for each track the search_words() of title, artist and album,
                                    // a blank before and after each
  // The front end of the features that most tracks have; empty if there are no features.
  std::string front_end;
  std::size_t liked = 0, disliked = 0;
  std::shared_ptr<Orders> orders = std::make_shared<Orders>();
  std::vector<bool> gone;    // of each track: its file is known to be gone; empty: none is
  std::uint64_t number = 0;  // differs between snapshots
};

// Thread-safe.
class Library {
 public:
  // Reads all tracks.  A read-only catalogue can be read, but set_liked() throws.  `changed` is
  // called on a separate thread when a new snapshot has other tracks than before.  Throws the
  // Errors of Store.
  Library(const std::string& path, std::function<void(const Snapshot&)> changed);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  std::shared_ptr<const Snapshot> snapshot() const;
  // Returns after the file has the change; the snapshot usually has it at once, or soon after.
  // False if there is no such track.  Throws Error.
  bool set_liked(long long track, std::optional<bool> liked);
  // Checks the file for changes by other programs, which also happens every second.
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
  catalogue::Store store_;     // for writing, one request at a time
  long long version_ = 0;      // of the file, at the last read
  std::uint64_t numbers_ = 0;  // number of snapshots so far; used by the thread of run()

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
