#include "recommend/likes.h"

#include <optional>

#include "base/error.h"
#include "base/name.h"

namespace melsift::recommend {
namespace {

std::pair<std::string, std::string> name_of(const record::Record& record) {
  return {lookup_form(record.artist), lookup_form(record.title)};
}

}  // namespace

void Likes::add(const record::Record& track, bool liked, const std::string& where) {
  const auto name = name_of(track);
  const bool named = !name.first.empty() && !name.second.empty();
  if (track.path.empty() && !named)
    throw Error(ErrorKind::corrupt, where, "names no track: no path, and no artist and title");
  if (named) {
    const auto [found, is_new] = by_name_.emplace(name, entries_.size());
    if (!is_new && entries_[found->second] != liked)
      throw Error(ErrorKind::corrupt, where,
                  track.artist + " - " + track.title + " is both liked and disliked");
  }
  if (!track.path.empty()) {
    paths_.add(track.path, liked ? "liked" : "disliked", where);
    if (paths_.size() > entry_of_path_.size()) entry_of_path_.push_back(entries_.size());
  }
  entries_.push_back(liked);
}

bool Likes::apply(record::Record& record) {
  std::optional<std::size_t> entry;
  if (!record.path.empty()) {
    if (const auto named = paths_.find(record.path)) entry = entry_of_path_[*named];
  }
  if (const auto found = by_name_.find(name_of(record)); !entry && found != by_name_.end())
    entry = found->second;
  if (!entry) return false;
  record.liked = entries_[*entry];
  matched_.insert(*entry);
  return true;
}

}  // namespace melsift::recommend
