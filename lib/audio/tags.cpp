#include "audio/tags.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <taglib/id3v1genres.h>
#include <taglib/tpropertymap.h>

#include "audio/length.h"
#include "audio/tag_sources.h"
#include "audio/track_file.h"
#include "base/disk_file.h"
#include "base/error.h"
#include "base/genre_text.h"
#include "base/number.h"
#include "base/utf8.h"

namespace melsift::audio {
namespace {

using Texts = std::vector<std::string>;

// TagLib returns all that a tag contains, such as halves of surrogate pairs, NULs and line ends.
std::string clean(const TagLib::String& raw) {
  const std::string bytes = raw.to8Bit(true);
  std::string text;
  for (std::string_view rest = bytes; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    append_code_point(text, control ? U' ' : c);
  }
  return std::string(trimmed(text));
}

TagLib::StringList values_of(const TagLib::PropertyMap& properties, const char* name) {
  const auto found = properties.find(name);
  return found == properties.end() ? TagLib::StringList() : found->second;
}

// The values of a field, each once.
Texts texts_of(const TagLib::PropertyMap& properties, const char* name) {
  Texts texts;
  for (const TagLib::String& value : values_of(properties, name)) {
    std::string text = clean(value);
    if (!text.empty() && std::ranges::find(texts, text) == texts.end())
      texts.push_back(std::move(text));
  }
  return texts;
}

std::string first_of(const TagLib::PropertyMap& properties, const char* name) {
  const Texts texts = texts_of(properties, name);
  return texts.empty() ? std::string() : texts.front();
}

std::string joined(const Texts& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : ", ").append(text);
  return all;
}

// The name that ID3v1 has for "17" and "(17)"; TagLib itself translates only some of them.
std::string genre_name(const std::string& text) {
  std::string_view number = text;
  if (number.starts_with('(') && number.ends_with(')'))
    number = number.substr(1, number.size() - 2);
  if (number == "RX") return "Remix";  // ID3v2.3, 4.2.1
  if (number == "CR") return "Cover";
  const auto index = parse_integer(number);
  if (!index || *index < 0 || *index > 255) return text;
  const std::string name = clean(TagLib::ID3v1::genre(static_cast<int>(*index)));
  return name.empty() ? text : name;
}

void add_genres(Tags& tags, const std::string& value) {
  for (const std::string& piece :
       split_list(value, ';')) {  // how most taggers write several in one
    for (const std::string& part : split_genre(genre_name(piece), is_listed_genre)) {
      if (std::ranges::find(tags.genre, lower_case(part), lower_case) == tags.genre.end())
        tags.genre.push_back(part);
    }
  }
}

// The artists that one value names.  Taggers write several as "A; B" or "A / B", and ID3v2.3 as
// "A/B".  Names such as AC/DC have slashes, too: parts of one or two bytes are no names.
Texts split_artists(const std::string& value, bool has_slashes) {
  constexpr std::size_t kShortest = 3;
  Texts artists;
  for (const std::string& listed : split_list(value, ';')) {
    for (std::string_view rest = listed; !rest.empty();) {
      constexpr std::string_view kBetween = " / ";
      const std::size_t end = std::min(rest.find(kBetween), rest.size());
      const std::string name(trimmed(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + kBetween.size(), rest.size()));
      const Texts parts = split_list(name, '/');
      const bool is_list = has_slashes && std::ranges::all_of(parts, [](const std::string& part) {
                             return part.size() >= kShortest;
                           });
      if (is_list)
        artists.insert(artists.end(), parts.begin(), parts.end());
      else if (!name.empty())
        artists.push_back(name);
    }
  }
  return artists;
}

void add_artists(Texts& artists, const Texts& values, bool has_slashes) {
  for (const std::string& value : values)
    for (std::string& artist : split_artists(value, has_slashes))
      if (std::ranges::find(artists, artist) == artists.end()) artists.push_back(std::move(artist));
}

std::string album_artist(const TagLib::PropertyMap& properties) {
  for (const char* name : {"ALBUMARTIST", "ALBUM ARTIST", "ALBUM_ARTIST"})
    if (std::string artist = joined(texts_of(properties, name)); !artist.empty()) return artist;
  const std::string compilation = first_of(properties, "COMPILATION");
  return compilation == "1" || lower_case(compilation) == "true" ? "Various Artists" : "";
}

// The year of the first release, if a tag distinguishes it from the year of a later edition.
std::optional<long long> original_year(const TagLib::PropertyMap& properties) {
  for (const char* name : {"ORIGINALDATE", "ORIGINALYEAR"})
    if (const auto year = year_of_date(first_of(properties, name))) return year;
  return std::nullopt;
}

// Adds the fields of one tag that the tags before it did not have.
void add(Tags& tags, const TagSource& source) {
  const TagLib::PropertyMap& properties = source.properties;
  const auto fill = [&](std::string& field, const char* name) {
    if (field.empty()) field = first_of(properties, name);
  };
  fill(tags.title, "TITLE");
  fill(tags.album, "ALBUM");
  fill(tags.language, "LANGUAGE");
  if (tags.album_artist.empty()) tags.album_artist = album_artist(properties);
  if (tags.artist.empty()) {
    const Texts artists = texts_of(properties, "ARTIST");
    tags.artist = joined(artists);
    // An album artist of the same name shows that it is one.
    const bool has_slashes = source.has_slashes && tags.artist != tags.album_artist;
    if (tags.artists.empty()) add_artists(tags.artists, artists, has_slashes);
  }
  if (!tags.original_year) tags.original_year = original_year(properties);
  for (const char* name : {"DATE", "YEAR"}) {
    if (!tags.year) tags.year = year_of_date(first_of(properties, name));
  }
  if (!tags.genre.empty()) return;
  for (const TagLib::String& genre : values_of(properties, "GENRE")) add_genres(tags, clean(genre));
}

}  // namespace

std::optional<long long> year_of_date(std::string_view date) {
  date = trimmed(date);
  const std::size_t digits = std::min(date.find_first_not_of("0123456789"), date.size());
  const bool compact = digits == 6 || digits == 8;  // 199405, 19940501
  if (digits != 4 && !compact) return std::nullopt;
  if (digits < date.size() &&
      std::string_view("-/. T:").find(date[digits]) == std::string_view::npos)
    return std::nullopt;
  const auto year = parse_integer(date.substr(0, 4));
  return year && *year > 0 ? year : std::nullopt;  // 0000 means "no year"
}

Tags read_tags(const std::string& path, const std::optional<TextEncoding>& old_text) {
  DiskFile::open(path);  // throws if the file can't be opened; TagLib does not
  return read_tags(TrackFile(path, TrackFile::Access::parts), old_text);
}

Tags read_tags(const TrackFile& file, const std::optional<TextEncoding>& old_text) {
  prepare_taglib();
  const Bytes& bytes = file.bytes();
  Extent extent;
  try {
    extent = file.extent();
  } catch (const Error& damage) {
    if (damage.kind() == ErrorKind::io) throw;
  }
  Tags tags;
  const TagSources sources = open_tags(bytes, extent, old_text);
  for (const TagSource& source : sources.tags)
    if (tags.artists.empty())
      add_artists(tags.artists, texts_of(source.properties, "ARTISTS"), source.has_slashes);
  for (const TagSource& source : sources.tags) add(tags, source);
  if (tags.artists == Texts{tags.artist}) tags.artists.clear();
  if (sources.duration_s > 0.0) tags.duration_s = sources.duration_s;
  tags.duration_estimated = tags.duration_s.has_value();
  if (sources.sample_rate > 0) tags.sample_rate = sources.sample_rate;
  try {
    if (const auto length = length_of(bytes, extent)) {
      tags.duration_s = length->duration_s;
      tags.duration_estimated = false;
      if (length->sample_rate > 0) tags.sample_rate = length->sample_rate;
    }
  } catch (const Error& damage) {
    if (damage.kind() == ErrorKind::io) throw;
  }
  return tags;
}

}  // namespace melsift::audio
