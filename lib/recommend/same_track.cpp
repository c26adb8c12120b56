#include "recommend/same_track.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/name.h"
#include "recommend/similarity.h"

namespace melsift::recommend {
namespace {

// Words, one or several in a row, of what comes behind a title without making it another recording.
constexpr std::array<std::string_view, 17> kEditions = {
    "remaster",  "remastered",      "mono",      "stereo",        "bonustrack", "deluxe",
    "explicit",  "anniversary",     "radioedit", "singleversion", "singleedit", "albumversion",
    "albumedit", "originalversion", "feat",      "featuring",     "ft"};

bool names_edition(std::string_view text) {
  const std::vector<std::string> parts = name_words(text);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string pair = i + 1 < parts.size() ? parts[i] + parts[i + 1] : parts[i];
    for (const std::string_view edition : kEditions) {
      if (parts[i] == edition || pair == edition) return true;
    }
  }
  return false;
}

// `title` without its last part in brackets or behind " - ", where that names an edition.
std::string_view without_edition(std::string_view title) {
  while (title.ends_with(' ')) title.remove_suffix(1);
  std::size_t begin = std::string_view::npos;
  if (title.ends_with(')')) begin = title.rfind('(');
  if (title.ends_with(']')) begin = title.rfind('[');
  if (begin == std::string_view::npos) begin = title.rfind(" - ");
  if (begin == std::string_view::npos || begin == 0 || !names_edition(title.substr(begin)))
    return title;
  return title.substr(0, begin);
}

}  // namespace

std::string title_form(std::string_view title) {
  for (std::string_view shorter = without_edition(title); shorter.size() < title.size();
       shorter = without_edition(title))
    title = shorter;
  return lookup_form(title);
}

MetTracks::MetTracks(std::span<const record::Record> given, const std::optional<Sound>& sound)
    : sound_(sound) {
  for (const record::Record& record : given) {
    meet(record);
    if (!record.features.empty()) exact_sounds_.emplace(record.front_end, record.features);
  }
}

bool MetTracks::meet(const record::Record& record) {
  bool is_new = !exact_sounds_.contains({record.front_end, record.features});
  if (!record.path.empty()) {
    const auto path = std::filesystem::path(record.path).lexically_normal().string();
    is_new = paths_.insert(path).second && is_new;
  }
  const std::string artist = lookup_form(record.artist), title = title_form(record.title);
  if (!artist.empty() && !title.empty()) is_new = titles_.emplace(artist, title).second && is_new;
  return meet_sound(record) && is_new;
}

bool MetTracks::meet_sound(const record::Record& record) {
  if (!sound_) return true;
  std::vector<double> vector(sound_->size());
  // A vector of one or two values is no fingerprint.
  constexpr std::size_t kFewestValues = 8;
  if (vector.size() < kFewestValues || !sound_->standardise(record, vector)) return true;
  const double nearest = kSameSound * kSameSound * static_cast<double>(vector.size());
  const bool is_new = std::ranges::none_of(
      sounds_, [&](const auto& other) { return squared_distance(vector, other) < nearest; });
  if (is_new) sounds_.push_back(std::move(vector));
  return is_new;
}

}  // namespace melsift::recommend
