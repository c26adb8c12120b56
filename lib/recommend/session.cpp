#include "recommend/session.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>
#include <unordered_map>

#include "base/error.h"
#include "base/file.h"
#include "base/path_form.h"
#include "base/track_form.h"
#include "record/reader.h"
#include "record/writer.h"

namespace melsift::recommend {
namespace {

// What a play is found by in a catalogue: the path, else artist and title.
std::string key_of(const record::Record& record) {
  return record.path.empty() ? "\n" + track_form(record.artist, record.title)
                             : normal_path(record.path);
}

}  // namespace

Session Session::read(const std::string& path) {
  std::error_code ignored;
  Session session;
  if (!std::filesystem::exists(path, ignored)) return session;
  record::Reader reader(path);
  for (record::Record record; reader.next(record);) session.played_.push_back(record);
  return session;
}

void Session::write(const std::string& path) const {
  record::Writer out(path);
  for (const record::Record& record : played_) out.write(record);
  out.close();
}

void Session::judge_last(bool liked) {
  if (played_.empty())
    throw Error(ErrorKind::invalid_argument, "session", "has no track yet that could be skipped");
  played_.back().liked = liked;
}

void Session::play(const record::Record& track) {
  record::Record play;
  play.path = track.path;
  play.title = track.title;
  play.artist = track.artist;
  play.album = track.album;
  played_.push_back(std::move(play));
}

double Session::weight(std::optional<bool> liked, std::size_t later) {
  const double fresh = !liked ? kHeard : *liked ? kLiked : -kSkipped;
  return fresh * std::pow(kFade, static_cast<double>(later));
}

std::vector<record::Record> Session::seeds(const Tracks& tracks, std::size_t memory) const {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t track = 0; track < tracks.size(); ++track)
    places.emplace(key_of(tracks.record(track)), track);
  std::vector<record::Record> seeds;
  const std::size_t count = memory == 0 ? played_.size() : std::min(memory, played_.size());
  for (std::size_t i = 0; i < count; ++i) {
    const record::Record& play = played_[played_.size() - 1 - i];
    const auto found = places.find(key_of(play));
    if (found == places.end()) continue;
    seeds.push_back(tracks.record(found->second));
    seeds.back().seed_weight = weight(play.liked, i);
  }
  return seeds;
}

}  // namespace melsift::recommend
