#include "record/list_document.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/number.h"
#include "record/playlist.h"
#include "record/xml_list.h"

namespace melsift::record {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

// The object or list at the end of a chain of fields; null if there is none.
const Json& at(const Json& document, std::initializer_list<const char*> fields) {
  static const Json none;
  const Json* here = &document;
  for (const char* field : fields) {
    if (!here->is_object() || !here->contains(field)) return none;
    here = &(*here)[field];
  }
  return *here;
}

// An entry of a JSPF playlist.
Record jspf_track(const Json& entry, const std::string& list) {
  Record record;
  record.title = text_of(entry, "title");
  record.artist = text_of(entry, "creator");
  record.album = text_of(entry, "album");
  if (const auto ms = number_of(entry, "duration"); ms && *ms > 0.0)
    record.duration_s = *ms / 1000.0;
  const Json& location = at(entry, {"location"});
  const Json& first = location.is_array() && !location.empty() ? location.front() : location;
  if (first.is_string()) record.path = address_path(first.get<std::string>(), list);
  return record;
}

Record listenbrainz_track(const Json& entry) {
  Record record;
  const Json& metadata = at(entry, {"track_metadata"});
  record.title = text_of(metadata, "track_name");
  record.artist = text_of(metadata, "artist_name");
  record.album = text_of(metadata, "release_name");
  const double score = number_of(entry, "score").value_or(0.0);
  if (score != 0.0) record.liked = score > 0.0;
  return record;
}

Record lastfm_track(const Json& entry) {
  Record record;
  record.title = text_of(entry, "name");
  const Json& artist = at(entry, {"artist"});
  record.artist = artist.is_string() ? artist.get<std::string>() : text_of(artist, "name");
  if (record.artist.empty()) record.artist = text_of(artist, "#text");
  record.liked = true;
  return record;
}

std::vector<Record> read_json(const std::string& name, std::string_view bytes) {
  const Json document = Json::parse(bytes, nullptr, false);
  if (document.is_discarded()) throw Error(ErrorKind::corrupt, name, "is damaged JSON");
  std::vector<Record> tracks;
  const auto read = [&](const Json& list, const auto& track) {
    if (!list.is_array()) return false;
    for (const Json& entry : list)
      if (entry.is_object()) tracks.push_back(track(entry));
    return true;
  };
  const auto jspf = [&](const Json& entry) { return jspf_track(entry, name); };
  if (read(at(document, {"playlist", "track"}), jspf) ||
      read(at(document, {"feedback"}), listenbrainz_track) ||
      read(at(document, {"lovedtracks", "track"}), lastfm_track))
    return tracks;
  throw Error(ErrorKind::unsupported, name,
              "expected a JSPF playlist, or loved tracks of ListenBrainz or Last.fm");
}

}  // namespace

bool begins_list_document(std::string_view first_line) {
  const std::string_view line = trimmed(first_line);
  if (line.starts_with('<')) return true;
  if (!line.starts_with('{')) return false;
  const std::string_view rest = trimmed(line.substr(1));
  // A record of JSON Lines never ends where it begins.
  return rest.empty() ||
         std::ranges::any_of(std::initializer_list<std::string_view>{"\"playlist\"", "\"feedback\"",
                                                                     "\"lovedtracks\""},
                             [&](std::string_view field) { return rest.starts_with(field); });
}

std::vector<Record> read_list_document(const std::string& name, std::string_view bytes) {
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  const bool xml = first != std::string_view::npos && bytes[first] == '<';
  return xml ? read_xml_list(name, bytes) : read_json(name, bytes);
}

}  // namespace melsift::record
