#include "audio/tags.h"

#include <algorithm>

#include <taglib/audioproperties.h>
#include <taglib/fileref.h>
#include <taglib/id3v1genres.h>
#include <taglib/tdebuglistener.h>
#include <taglib/tfilestream.h>
#include <taglib/tpropertymap.h>

#include "base/disk_file.h"
#include "base/number.h"
#include "base/utf8.h"

namespace melsift::audio {
namespace {

// Some builds of TagLib print what they make of damaged files.
void silence() {
  class Silence final : public TagLib::DebugListener {
   public:
    void printMessage(const TagLib::String& /*message*/) override {}
  };
  static Silence nobody;
  static const bool done = [] {
    TagLib::setDebugListener(&nobody);
    return true;
  }();
  static_cast<void>(done);
}

// TagLib gives out what a tag holds: halves of surrogate pairs, NULs, line ends.
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

std::string first_of(const TagLib::PropertyMap& properties, const char* name) {
  for (const TagLib::String& value : properties[name]) {
    std::string text = clean(value);
    if (!text.empty()) return text;
  }
  return {};
}

// "17" and "(17)" as the name that ID3v1 has for it; TagLib itself translates only some of them.
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
    std::string name = genre_name(piece);
    if (std::ranges::find(tags.genre, lower_case(name), lower_case) == tags.genre.end())
      tags.genre.push_back(std::move(name));
  }
}

void read_properties(Tags& tags, const TagLib::PropertyMap& properties) {
  tags.title = first_of(properties, "TITLE");
  tags.artist = first_of(properties, "ARTIST");
  tags.album = first_of(properties, "ALBUM");
  tags.language = first_of(properties, "LANGUAGE");
  tags.year = year_of_date(first_of(properties, "DATE"));
  for (const TagLib::String& genre : properties["GENRE"]) add_genres(tags, clean(genre));
}

// What kinds of tags without properties (RIFF INFO) know all the same.
void fill_from(Tags& tags, const TagLib::Tag& tag, bool has_date) {
  if (tags.title.empty()) tags.title = clean(tag.title());
  if (tags.artist.empty()) tags.artist = clean(tag.artist());
  if (tags.album.empty()) tags.album = clean(tag.album());
  if (tags.genre.empty()) add_genres(tags, clean(tag.genre()));
  // Of a date that year_of_date() refuses TagLib takes the first digits.
  if (tags.year || has_date) return;
  tags.year = year_of_date(std::to_string(tag.year()));
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
  return year && *year > 0 ? year : std::nullopt;  // 0000 is how "no year" is written
}

Tags read_tags(const std::string& path) {
  silence();
  DiskFile::open(path);  // throws, as TagLib does not
  TagLib::FileStream stream(path.c_str(), true);
  Tags tags;
  if (!stream.isOpen()) return tags;
  const TagLib::FileRef file(&stream, true, TagLib::AudioProperties::Average);
  if (file.isNull()) return tags;
  const TagLib::PropertyMap properties = file.file()->properties();
  read_properties(tags, properties);
  if (const TagLib::Tag* tag = file.tag()) fill_from(tags, *tag, properties.contains("DATE"));
  if (const TagLib::AudioProperties* sound = file.audioProperties()) {
    if (sound->lengthInMilliseconds() > 0) tags.duration_s = sound->lengthInMilliseconds() / 1000.0;
    if (sound->sampleRate() > 0) tags.sample_rate = sound->sampleRate();
  }
  return tags;
}

}  // namespace melsift::audio
