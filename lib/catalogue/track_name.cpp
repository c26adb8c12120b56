#include "catalogue/track_name.h"

#include <algorithm>
#include <utility>

#include "base/disk_file.h"
#include "base/hash.h"
#include "base/name.h"
#include "base/path_form.h"
#include "base/track_form.h"
#include "record/writer.h"

namespace melsift::catalogue {
std::string record_path(const std::string& path) {
  return !path.empty() && file_stamp(path) ? absolute_path(path) : path;
}

std::string name_of(const record::Record& record) {
  const std::string artist = artist_form(record.artist), title = title_form(record.title);
  return artist.empty() || title.empty() ? "" : artist + kBetween + title;
}

std::vector<std::string> names_of_artists(const record::Record& record) {
  std::vector<std::string> names;
  const std::string title = title_form(record.title);
  for (const std::string& one : record.artists)
    if (const std::string artist = artist_form(one); !artist.empty() && !title.empty())
      names.push_back(artist + kBetween + title);
  return names;
}

std::string named_identity(const record::Record& record) {
  const std::string artist = normal_form(record.artist), title = normal_form(record.title);
  if (artist.empty() || title.empty()) return "";
  return artist + kBetween + title + kBetween + normal_form(record.album);
}

std::string numbered_identity(std::string identity, std::size_t ordinal) {
  return ordinal > 1 ? std::move(identity) + kBetween + std::to_string(ordinal) : identity;
}

std::string Identities::of(const record::Record& record) {
  const std::uint64_t content = hash(record::to_json(record));
  const std::string identity = named_identity(record);
  if (identity.empty()) return "record" + std::string(1, kBetween) + std::to_string(content);
  auto& seen = seen_[identity];
  const auto found = std::ranges::find(seen, content);
  const auto ordinal = static_cast<std::size_t>(found - seen.begin()) + 1;
  if (found == seen.end()) seen.push_back(content);
  return numbered_identity(identity, ordinal);
}

}  // namespace melsift::catalogue
