#include "web/library.h"

#include <chrono>
#include <set>
#include <utility>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/name.h"
#include "base/thread_start.h"
#include "record/shown_title.h"

namespace melsift::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollInterval = 1s;  // between checks for changes by other programs
// How long feedback waits until the snapshot has it: ten thousand tracks take about 20 ms.
constexpr auto kPatience = 500ms;

std::string search_text(const record::Record& record) {
  std::string text = " ";
  const auto add = [&](const std::string& field) {
    for (const std::string& word : search_words(field)) text.append(word).append(" ");
  };
  add(record::shown_title(record));
  for (const std::string* field : {&record.artist, &record.album, &record.album_artist})
    add(*field);
  for (const std::string& artist : record.artists) add(artist);
  return text;
}

// A catalogue on a read-only disk can still be read.
catalogue::Store open_store(const std::string& path) {
  try {
    return catalogue::Store::open(path, catalogue::Mode::write);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::io) throw;
    try {
      return catalogue::Store::open(path, catalogue::Mode::read);
    } catch (const Error&) {  // the first reason is more useful
    }
    throw;
  }
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
  std::vector<std::string> words = name_words(text);
  if (std::string symbols; words.empty() && !(symbols = lookup_form(text)).empty())
    words.push_back(std::move(symbols));
  return words;
}

Snapshot::Snapshot(std::vector<record::Record> records, std::vector<long long> numbers,
                   std::uint64_t snapshot_number)
    : tracks(std::move(records)), ids(std::move(numbers)), number(snapshot_number) {
  std::map<std::string, std::size_t> front_ends;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const record::Record& record = tracks.record(i);
    places[ids[i]] = i;
    if (!record.path.empty()) by_path[record.path] = i;
    search.push_back(search_text(record));
    if (!record.features.empty()) ++front_ends[record.front_end];
    if (record.liked) ++(*record.liked ? liked : disliked);
  }
  std::size_t most = 0;
  for (const auto& [name, count] : front_ends) {
    if (count <= most) continue;
    most = count;
    front_end = name;
  }
}

Library::Library(const std::string& path, std::function<void(const Snapshot&)> changed)
    : path_(path), changed_(std::move(changed)), store_(open_store(path)) {
  version_ = store_.version();
  snapshot_ = read();
  thread_ = start_thread("the thread of the catalogue", [this](const std::stop_token&) { run(); });
}

Library::~Library() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wanted_.notify_all();
}

std::shared_ptr<const Snapshot> Library::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

bool Library::set_liked(long long track, std::optional<bool> liked) {
  {
    const std::lock_guard lock(store_mutex_);
    if (!store_.has_track(track)) return false;
    store_.set_liked(track, liked);
  }
  std::unique_lock lock(mutex_);
  feedback_[track] = liked;
  const std::uint64_t mine = ++feedback_count_;
  wanted_.notify_all();
  renewed_.wait_for(lock, kPatience, [&] { return feedback_done_ >= mine || ending_; });
  return true;
}

void Library::refresh() {
  const std::lock_guard lock(mutex_);
  refresh_wanted_ = true;
  wanted_.notify_all();
}

std::shared_ptr<const Snapshot> Library::read() {
  std::vector<record::Record> records;
  std::vector<long long> ids;
  const auto reader = catalogue::Store::open(path_, catalogue::Mode::read);
  reader.for_each_numbered_track([&](long long id, record::Record&& record) {
    ids.push_back(id);
    records.push_back(std::move(record));
  });
  std::set<long long> lost;
  for (const catalogue::KnownFile& file : reader.lost_files())
    if (!may_be_unmounted(file.path)) lost.insert(file.track);
  std::vector<bool> gone;
  for (const long long id : ids)
    if (!lost.empty()) gone.push_back(lost.contains(id));
  auto snapshot = std::make_shared<Snapshot>(std::move(records), std::move(ids), ++numbers_);
  snapshot->gone = std::move(gone);
  return snapshot;
}

std::shared_ptr<const Snapshot> Library::with_feedback(const Snapshot& before,
                                                       const Feedback& feedback,
                                                       std::uint64_t number) {
  std::vector<record::Record> records = before.tracks.records();
  for (const auto& [id, liked] : feedback)
    if (const auto place = before.places.find(id); place != before.places.end())
      records[place->second].liked = liked;
  auto snapshot = std::make_shared<Snapshot>(std::move(records), before.ids, number);
  snapshot->gone = before.gone;
  snapshot->orders = before.orders;
  return snapshot;
}

void Library::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    wanted_.wait_for(lock, kPollInterval,
                     [&] { return ending_ || refresh_wanted_ || !feedback_.empty(); });
    if (ending_) break;
    const Feedback feedback = std::exchange(feedback_, {});
    const std::uint64_t done = feedback_count_;
    refresh_wanted_ = false;
    const auto before = snapshot_;
    lock.unlock();
    std::shared_ptr<const Snapshot> now;
    bool other_tracks = false;
    try {
      long long version = 0;
      {
        const std::lock_guard store_lock(store_mutex_);
        version = store_.version();
      }
      if (version != version_) {
        now = read();
        version_ = version;
        other_tracks = true;
      } else if (!feedback.empty()) {
        now = with_feedback(*before, feedback, ++numbers_);
      }
    } catch (const std::exception&) {
      // Locked by a long import, or out of memory: the old snapshot stays, and the next attempt is
      // a second later.
    }
    lock.lock();
    if (now) {
      snapshot_ = now;
    } else {
      for (const auto& [id, liked] : feedback) feedback_.try_emplace(id, liked);
    }
    feedback_done_ = done;
    renewed_.notify_all();
    if (!other_tracks) {
      if (!now && !feedback.empty()) wanted_.wait_for(lock, kPollInterval, [&] { return ending_; });
      continue;
    }
    lock.unlock();
    changed_(*now);
    lock.lock();
  }
}

}  // namespace melsift::web
