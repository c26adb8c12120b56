#include "lookup/spotify.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "lookup/answer.h"
#include "lookup/url.h"
#include "record/base64.h"

namespace melsift::lookup {
namespace {

// The maximum page size: 50 until February 2026, since then 10 for applications in development
// mode.
constexpr std::size_t kPage = 10;
// Spotify refuses larger offsets.
constexpr std::size_t kLastOffset = 1000;
constexpr std::size_t kMaxRecommendations = 100;

constexpr std::string_view kClosed =
    "Spotify closed recommendations on 27 November 2024 to applications registered since, and to "
    "those in development mode then; search without --recommendations, or use collect "
    "listenbrainz radio or collect musicbrainz";

// A quote within a filter's value would end it.
std::string filter(std::string_view name, std::string value) {
  std::erase(value, '"');
  return std::string(name) + ":\"" + value + '"';
}

// An open range needs an end.
std::string year_filter(const Wish& wish) {
  constexpr long long kFirst = 1000, kLast = 9999;
  const long long first = wish.first_year.value_or(kFirst), last = wish.last_year.value_or(kLast);
  return "year:" + std::to_string(first) + (first == last ? "" : '-' + std::to_string(last));
}

std::string artists_of(const Value& track) {
  std::string names;
  for (const Value& artist : track.field("artists").items()) {
    const std::string name = artist.text_at("name");
    if (!name.empty()) (names += names.empty() ? "" : ", ") += name;
  }
  return names;
}

record::Record record_of(const Value& track, const std::string& genre) {
  record::Record record;
  record.title = track.text_at("name");
  record.artist = artists_of(track);
  if (!genre.empty()) record.genre = {genre};
  record.duration_s = track.field("duration_ms").milliseconds_s();
  const Value album = track.field("album");
  record.album = album.text_at("name");
  add_release_date(record, album.text_at("release_date"));
  add_text(record, "spotify_id", track.text_at("id"));
  add_text(record, "isrc", track.field("external_ids").text_at("isrc"));
  add_text(record, "url", track.field("external_urls").text_at("spotify"));
  return record;
}

void add_tracks(const std::vector<Value>& items, std::string_view where, std::string_view list,
                const Wish& wish, TrackSet& into) {
  std::size_t index = 0;
  for (const Value& item : items) {
    const std::string name = std::string(list) + '[' + std::to_string(index++) + ']';
    if (item.is_null()) continue;  // tracks that are not available in the market
    record::Record track = record_of(item, wish.genre);
    if (track.title.empty())
      into.complain(std::string(where) + ": " + name + ".name: missing or not text");
    else if (track.artist.empty())
      into.complain(std::string(where) + ": " + name + ".artists: none has a name");
    else
      into.add(std::move(track));
  }
}

}  // namespace

std::string spotify_query(const Wish& wish) {
  std::vector<std::string> parts;
  if (!wish.genre.empty()) parts.push_back(filter("genre", wish.genre));
  if (wish.first_year || wish.last_year) parts.push_back(year_filter(wish));
  if (!wish.artist.empty()) parts.push_back(filter("artist", wish.artist));
  if (!wish.title.empty()) parts.push_back(filter("track", wish.title));
  std::string query;
  for (const std::string& part : parts) (query += query.empty() ? "" : " ") += part;
  return query;
}

SpotifyPage read_spotify_page(std::string_view where, std::string_view body, const Wish& wish,
                              TrackSet& into) {
  const Value answer = parse_answer(where, body);
  const auto items = answer.list_at(where, {"tracks", "items"});
  add_tracks(items, where, "tracks.items", wish, into);
  return {items.size(), answer.at({"tracks", "next"}).is_text()};
}

void read_spotify_recommendations(std::string_view where, std::string_view body, const Wish& wish,
                                  TrackSet& into) {
  const Value answer = parse_answer(where, body);
  add_tracks(answer.list_at(where, {"tracks"}), where, "tracks", wish, into);
}

Spotify::Spotify(Client& client, std::string id, std::string secret, std::string api,
                 std::string accounts)
    : client_(client),
      id_(std::move(id)),
      secret_(std::move(secret)),
      api_(std::move(api)),
      accounts_(std::move(accounts)) {}

void Spotify::fetch_token() {
  const std::string pair = id_ + ':' + secret_;
  std::string basic;
  record::append_base64(basic, std::as_bytes(std::span(pair)));
  const Request request{
      accounts_ + "/api/token",
      {"Authorization: Basic " + basic, "Content-Type: application/x-www-form-urlencoded"},
      "grant_type=client_credentials",
      {basic, secret_}};
  const Response response = client_.send(request);
  if (response.status != 200)
    refuse(request, response,
           response.status == 400 || response.status == 401
               ? "are SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET those of an application?"
               : "");
  token_ = parse_answer(request.url, response.body).text_at("access_token");
  const bool fit = std::all_of(token_.begin(), token_.end(),
                               [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  if (token_.empty() || !fit) {
    token_.clear();
    throw Error(ErrorKind::corrupt, request.url, "no access_token in the answer");
  }
}

// A token is valid for an hour; after a 401 the client fetches a new token, once.
Response Spotify::get(Request& request) {
  for (bool first = true;; first = false) {
    if (token_.empty()) fetch_token();
    request.headers = {"Authorization: Bearer " + token_, "Accept: application/json"};
    request.secrets = {token_, secret_};
    Response response = client_.send(request);
    if (response.status != 401 || !first) return response;
    token_.clear();
  }
}

void Spotify::search(const Wish& wish, TrackSet& into) {
  const std::string query = spotify_query(wish);
  const std::size_t limit = std::min(kPage, into.wanted());
  for (std::size_t offset = 0; !into.full() && offset + limit <= kLastOffset; offset += limit) {
    Request request;
    request.url = with_query(api_ + "/v1/search", {{"type", "track"},
                                                   {"q", query},
                                                   {"limit", std::to_string(limit)},
                                                   {"offset", std::to_string(offset)}});
    const Response response = get(request);
    if (response.status != 200) refuse(request, response);
    const auto page = read_spotify_page(without_query(request.url), response.body, wish, into);
    if (page.items == 0 || !page.more) return;
  }
}

void Spotify::recommend(const Wish& wish, TrackSet& into) {
  const std::size_t limit = std::min(kMaxRecommendations, into.wanted());
  Request request;
  request.url = with_query(api_ + "/v1/recommendations", {{"seed_genres", lower_case(wish.genre)},
                                                          {"limit", std::to_string(limit)}});
  const Response response = get(request);
  if (response.status == 403 || response.status == 404) refuse(request, response, kClosed);
  if (response.status != 200) refuse(request, response);
  read_spotify_recommendations(without_query(request.url), response.body, wish, into);
}

}  // namespace melsift::lookup
