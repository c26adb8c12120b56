#include "lookup/musicbrainz.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/version.h"
#include "lookup/answer.h"
#include "lookup/url.h"

namespace melsift::lookup {
namespace {

constexpr double kSecondsBetween = 1.0;
constexpr std::size_t kPage = 100;  // the largest page
// After this number of pages in a row without a new track, the search ends: they are a thousand
// recordings of the same songs, or a server that repeats itself.
constexpr int kMaxEmptyPages = 10;

// A phrase, in which only quotes and backslashes have a meaning.
std::string phrase(std::string_view field_name, std::string_view text) {
  std::string out(field_name);
  out += ":\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

// An artist credit is a list of names, each followed by the text that joins it to the next.
std::string artist_of(const Value& recording) {
  std::string names;
  for (const Value& part : recording.field("artist-credit").items()) {
    std::string name = part.text_at("name");
    if (name.empty()) name = part.field("artist").text_at("name");
    names += name + part.text_at("joinphrase");
  }
  return names;
}

// The earliest release, or the first in the list if no release has a date.
std::string album_of(const Value& recording, const std::string& date) {
  std::string album;
  for (const Value& release : recording.field("releases").items()) {
    const std::string title = release.text_at("title");
    if (!date.empty() && !title.empty() && release.text_at("date") == date) return title;
    if (album.empty()) album = title;
  }
  return album;
}

record::Record record_of(const Value& recording, const std::string& genre) {
  record::Record record;
  record.title = recording.text_at("title");
  record.artist = artist_of(recording);
  const std::string date = recording.text_at("first-release-date");
  record.album = album_of(recording, date);
  if (!genre.empty()) record.genre = {genre};
  record.duration_s = recording.field("length").milliseconds_s();
  add_release_date(record, date);
  const std::string id = recording.text_at("id");
  add_text(record, "mbid", id);
  if (!id.empty()) add_text(record, "url", "https://musicbrainz.org/recording/" + id);
  return record;
}

}  // namespace

std::string user_agent(std::string_view contact) {
  std::string text = "melsift/";
  text += version();
  if (!contact.empty()) text.append(" ( ").append(contact).append(" )");
  return text;
}

std::string musicbrainz_query(const Wish& wish) {
  std::vector<std::string> parts;
  if (!wish.genre.empty()) parts.push_back(phrase("tag", wish.genre));
  if (wish.first_year || wish.last_year) {
    // Four digits each: dates are compared as text.
    const auto year = [](long long number) {
      const std::string digits = std::to_string(number);
      return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
    };
    parts.push_back("firstreleasedate:[" + (wish.first_year ? year(*wish.first_year) : "*") +
                    " TO " + (wish.last_year ? year(*wish.last_year) + "-12-31" : "*") + ']');
  }
  if (!wish.artist.empty()) parts.push_back(phrase("artist", wish.artist));
  if (!wish.title.empty()) parts.push_back(phrase("recording", wish.title));
  std::string query;
  for (const std::string& part : parts) (query += query.empty() ? "" : " AND ") += part;
  return query;
}

MusicBrainzPage read_musicbrainz_page(std::string_view where, std::string_view body,
                                      const Wish& wish, TrackSet& into) {
  const Value answer = parse_answer(where, body);
  const auto recordings = answer.list_at(where, {"recordings"});
  std::size_t index = 0;
  for (const Value& recording : recordings) {
    const std::string name = "recordings[" + std::to_string(index++) + ']';
    record::Record track = record_of(recording, wish.genre);
    if (track.title.empty())
      into.complain(std::string(where) + ": " + name + ".title: missing or not text");
    else if (track.artist.empty())
      into.complain(std::string(where) + ": " + name + ".artist-credit: none has a name");
    else
      into.add(std::move(track));
  }
  const auto total = answer.field("count").integer();
  return {recordings.size(),
          total && *total > 0 ? static_cast<std::size_t>(*total) : recordings.size()};
}

MusicBrainz::MusicBrainz(Client& client, std::string base)
    : client_(client), base_(std::move(base)) {
  client_.keep_interval(kSecondsBetween);
}

void MusicBrainz::search(const Wish& wish, TrackSet& into) {
  const std::string query = musicbrainz_query(wish);
  // Many songs have several recordings, which are one track here: full pages save requests.
  int empty_pages = 0;
  for (std::size_t offset = 0; !into.full() && empty_pages < kMaxEmptyPages;) {
    const std::size_t before = into.tracks().size();
    Request request;
    request.url = with_query(base_ + "/ws/2/recording", {{"query", query},
                                                         {"fmt", "json"},
                                                         {"limit", std::to_string(kPage)},
                                                         {"offset", std::to_string(offset)}});
    request.headers = {"Accept: application/json"};
    const Response response = client_.send(request);
    if (response.status != 200)
      refuse(request, response,
             response.status == 403 ? "MusicBrainz requires a contact address: --contact" : "");
    const auto page = read_musicbrainz_page(without_query(request.url), response.body, wish, into);
    empty_pages = into.tracks().size() > before ? 0 : empty_pages + 1;
    offset += page.items;
    if (page.items == 0 || offset >= page.total) return;
  }
}

}  // namespace melsift::lookup
