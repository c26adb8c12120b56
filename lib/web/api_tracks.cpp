#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <numeric>
#include <utility>

#include <sys/stat.h>

#include "base/error.h"
#include "base/number.h"
#include "record/shown_title.h"
#include "web/api.h"
#include "web/range.h"

namespace melsift::web {
namespace {

std::string audio_type(const std::string& path) {
  const std::string ending = lower_case(std::filesystem::path(path).extension().string());
  static constexpr std::array<std::pair<std::string_view, const char*>, 16> kTypes = {{
      {".mp3", "audio/mpeg"},
      {".mp2", "audio/mpeg"},
      {".wav", "audio/wav"},
      {".wave", "audio/wav"},
      {".flac", "audio/flac"},
      {".ogg", "audio/ogg"},
      {".oga", "audio/ogg"},
      {".opus", "audio/ogg"},
      {".m4a", "audio/mp4"},
      {".m4b", "audio/mp4"},
      {".mp4", "audio/mp4"},
      {".aac", "audio/aac"},
      {".webm", "audio/webm"},
      {".mka", "audio/x-matroska"},
      {".aif", "audio/aiff"},
      {".aiff", "audio/aiff"},
  }};
  const auto found = std::ranges::find(kTypes, ending, [](const auto& type) { return type.first; });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

// The version of a file, by which a client knows whether its copy is current.
struct FileVersion {
  std::string tag;   // an entity tag of RFC 9110, 8.8.3
  std::string date;  // of RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"
};

FileVersion version_of(const struct stat& status) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm time{};
  ::gmtime_r(&status.st_mtim.tv_sec, &time);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return {"\"" + std::to_string(status.st_size) + "-" + std::to_string(status.st_mtim.tv_sec) +
              "." + std::to_string(status.st_mtim.tv_nsec) + "\"",
          std::string(kDays[static_cast<std::size_t>(time.tm_wday)]) + ", " + two(time.tm_mday) +
              " " + kMonths[static_cast<std::size_t>(time.tm_mon)] + " " +
              std::to_string(1900 + time.tm_year) + " " + two(time.tm_hour) + ":" +
              two(time.tm_min) + ":" + two(time.tm_sec) + " GMT"};
}

// Whether the client's copy is this version (RFC 9110, 13.1.2 and 13.1.3).
bool is_unchanged(const Request& request, const FileVersion& version) {
  if (const std::string* tags = find_header(request.headers, "If-None-Match")) {
    if (trimmed(*tags) == "*") return true;
    for (std::string tag : split_list(*tags, ',')) {
      if (tag.starts_with("W/")) tag.erase(0, 2);
      if (tag == version.tag) return true;
    }
    return false;
  }
  const std::string* date = find_header(request.headers, "If-Modified-Since");
  return date && *date == version.date;
}

Json counts_of(const recommend::Vocabulary& vocabulary) {
  std::vector<std::size_t> order(vocabulary.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (vocabulary.count(a) != vocabulary.count(b))
      return vocabulary.count(a) > vocabulary.count(b);
    return vocabulary.name(a) < vocabulary.name(b);
  });
  Json list = Json::array();
  for (const std::size_t number : order)
    list.push_back({{"name", vocabulary.name(number)}, {"count", vocabulary.count(number)}});
  return list;
}

// The fields of a track that describe it, without its path and id.
Json description_of(const record::Record& record) {
  Json json = Json::object();
  const std::string title = record::shown_title(record);
  for (const auto& [name, text] : {std::pair{"title", &title},
                                   {"artist", &record.artist},
                                   {"album", &record.album},
                                   {"album_artist", &record.album_artist},
                                   {"language", &record.language}})
    if (!text->empty()) json[name] = *text;
  if (const auto genres = recommend::genre_names(record); !genres.empty()) json["genre"] = genres;
  if (const auto year = record::first_year(record)) json["year"] = *year;
  if (record.duration_s) json["duration_s"] = *record.duration_s;
  return json;
}

std::size_t whole_parameter(const Request& request, const char* name, std::size_t otherwise) {
  const std::string text = request.parameter(name);
  if (text.empty()) return otherwise;
  const auto number = parse_integer(text);
  if (!number || *number < 0)
    throw Refusal{400, std::string(name) + ": expected a whole number", {}};
  return static_cast<std::size_t>(*number);
}

}  // namespace

std::size_t Api::place_of(const Snapshot& snapshot, const std::string& id) {
  const auto number = parse_integer(id);
  const auto found = number ? snapshot.places.find(*number) : snapshot.places.end();
  if (found == snapshot.places.end())
    throw Refusal{404, "there is no track " + id.substr(0, 64), {}};
  return found->second;
}

Json Api::track_json(const Snapshot& snapshot, std::size_t place,
                     const record::Record& record) const {
  Json json = description_of(record);
  json["id"] = std::to_string(snapshot.ids[place]);
  json["playable"] = folders_.holds(record.path);
  json["liked"] = nullptr;
  if (record.liked) json["liked"] = *record.liked;
  return json;
}

Json Api::indexed_json(const Snapshot& snapshot, std::size_t row,
                       const record::Record& record) const {
  if (const auto place = snapshot.by_path.find(record.path); place != snapshot.by_path.end())
    return track_json(snapshot, place->second, record);
  Json json = description_of(record);
  json["id"] = kIndexed + std::to_string(row);
  json["catalogued"] = false;
  json["playable"] = false;
  json["liked"] = nullptr;
  return json;
}

Answer Api::tracks(Request& request) {
  const auto snapshot = library_.snapshot();
  const recommend::Tracks& all = snapshot->tracks;
  const std::vector<std::string> words = search_words(request.parameter("q"));
  const std::string genre = request.parameter("genre"), language = request.parameter("language");
  const std::string liked = request.parameter("liked");
  if (!liked.empty() && liked != "true" && liked != "false")
    throw Refusal{400, "liked: expected true or false", {}};
  const std::size_t offset = whole_parameter(request, "offset", 0);
  const std::size_t limit = std::min(whole_parameter(request, "limit", 50), kMaxTracks);
  const auto genre_number = all.genres().find(genre);
  const auto language_number = all.languages().find(language);
  const auto passes = [&](std::size_t track) {
    if (!genre.empty() &&
        (!genre_number || std::ranges::count(all.genres_of(track), *genre_number) == 0))
      return false;
    if (!language.empty() && (!language_number || all.language_of(track) != language_number))
      return false;
    if (!liked.empty() && all.record(track).liked != std::optional(liked == "true")) return false;
    return std::ranges::all_of(words, [&](const std::string& word) {
      return snapshot->search[track].find(word) != std::string::npos;
    });
  };
  const auto order = parse_order(request.parameter("sort"));
  if (!order) throw Refusal{400, "sort: expected title, artist, album or year", {}};
  std::size_t total = 0;
  Json list = Json::array();
  for (const std::size_t track : snapshot->orders->of(all, *order)) {
    if (!passes(track)) continue;
    if (total >= offset && list.size() < limit)
      list.push_back(track_json(*snapshot, track, all.record(track)));
    ++total;
  }
  return answer_of(Json{{"total", total}, {"tracks", list}});
}

Answer Api::facets(Request&) {
  const auto snapshot = library_.snapshot();
  Json json = {{"genres", counts_of(snapshot->tracks.genres())},
               {"languages", counts_of(snapshot->tracks.languages())},
               {"years", nullptr}};
  if (const auto years = snapshot->tracks.years())
    json["years"] = {{"first", years->first}, {"last", years->second}};
  return answer_of(json);
}

Answer Api::audio(Request& request, const std::string& id) {
  const auto snapshot = library_.snapshot();
  const std::string& path = snapshot->tracks.record(place_of(*snapshot, id)).path;
  const auto file = folders_.open(path);
  if (!file) throw Refusal{404, "the track has no file that may be played", {}};
  struct stat status {};
  if (::fstat(*file, &status) != 0 || status.st_size <= 0)
    throw Refusal{404, "the track's file is empty", {}};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const FileVersion version = version_of(status);
  Answer answer;
  answer.type = audio_type(path);
  answer.headers = {{"Accept-Ranges", "bytes"},
                    {"Cache-Control", "private, no-cache"},
                    {"ETag", version.tag},
                    {"Last-Modified", version.date}};
  if (is_unchanged(request, version)) {
    answer.status = 304;
    return answer;
  }
  answer.file = FilePart{file, 0, size};
  const std::string* wanted = find_header(request.headers, "Range");
  const std::string* only_of = find_header(request.headers, "If-Range");
  if (only_of && *only_of != version.tag && *only_of != version.date) wanted = nullptr;
  const auto range = wanted ? parse_range(*wanted, size) : std::nullopt;
  if (!range) return answer;
  answer.status = 206;
  answer.headers.push_back({"Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                                 std::to_string(range->last) + "/" +
                                                 std::to_string(size)});
  answer.file->offset = range->first;
  answer.file->size = range->last - range->first + 1;
  return answer;
}

}  // namespace melsift::web
