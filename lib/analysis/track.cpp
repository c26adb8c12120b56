#include "analysis/track.h"

#include <utility>

#include "base/error.h"

namespace melsift::analysis {

std::shared_ptr<const audio::TrackFile> Track::open(audio::TrackFile::Access access) const {
  if (audio) return audio;
  if (record.path.empty())
    throw Error(ErrorKind::invalid_argument, where, "the record has no path");
  return std::make_shared<const audio::TrackFile>(record.path, access);
}

void set_tags(record::Record& record, audio::Tags&& tags) {
  record.title = std::move(tags.title);
  record.artist = std::move(tags.artist);
  record.artists = std::move(tags.artists);
  record.album = std::move(tags.album);
  record.album_artist = std::move(tags.album_artist);
  record.genre = std::move(tags.genre);
  record.language = std::move(tags.language);
  record.year = tags.year;
  record.original_year = tags.original_year;
}

}  // namespace melsift::analysis
