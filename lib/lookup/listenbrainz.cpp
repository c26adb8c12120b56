#include "lookup/listenbrainz.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/percent.h"
#include "lookup/answer.h"
#include "lookup/url.h"

namespace melsift::lookup {
namespace {

constexpr std::string_view kRecording = "https://musicbrainz.org/recording/";
constexpr long long kLastMoment = 253'402'300'799;  // the end of the year 9999
constexpr std::string_view kTokenHint = "a user token is required: LISTENBRAINZ_TOKEN";

std::string_view hint_for(const Response& response) {
  return response.status == 401 || response.status == 403 ? kTokenHint : std::string_view();
}

// The identifier of a track is the URL of its recording; in JSPF it is a list, but ListenBrainz has
// also sent plain text.
std::string mbid_of(const Value& track) {
  const auto id = [](const Value& value) {
    const std::string text = value.text();
    return text.starts_with(kRecording) ? text.substr(kRecording.size()) : std::string();
  };
  const Value identifier = track.field("identifier");
  if (!identifier.is_list()) return id(identifier);
  for (const Value& one : identifier.items()) {
    if (std::string found = id(one); !found.empty()) return found;
  }
  return {};
}

void add_mbid(record::Record& record, const std::string& mbid) {
  add_text(record, "mbid", mbid);
  if (!mbid.empty()) add_text(record, "url", std::string(kRecording) + mbid);
}

record::Record radio_track(const Value& track, const std::string& genre) {
  record::Record record;
  record.title = track.text_at("title");
  record.artist = track.text_at("creator");
  record.album = track.text_at("album");
  if (!genre.empty()) record.genre = {genre};
  record.duration_s = track.field("duration").milliseconds_s();
  add_mbid(record, mbid_of(track));
  return record;
}

// additional_info comes from the listener's player; mbid_mapping comes from ListenBrainz.
record::Record listened_track(const Value& metadata) {
  record::Record record;
  record.title = metadata.text_at("track_name");
  record.artist = metadata.text_at("artist_name");
  record.album = metadata.text_at("release_name");
  const Value sent = metadata.field("additional_info");
  std::string mbid = metadata.field("mbid_mapping").text_at("recording_mbid");
  record.duration_s = sent.field("duration_ms").milliseconds_s();
  if (const auto seconds = sent.field("duration").integer(); !record.duration_s && seconds)
    record.duration_s = length_s(static_cast<double>(*seconds));
  if (mbid.empty()) mbid = sent.text_at("recording_mbid");
  add_mbid(record, mbid);
  return record;
}

}  // namespace

std::vector<std::string> read_radio(std::string_view where, std::string_view body, const Wish& wish,
                                    TrackSet& into) {
  const Value answer = parse_answer(where, body);
  // A radio without tracks has "tracks" instead of "track".
  const Value playlist = answer.at({"payload", "jspf", "playlist"});
  const bool is_empty = playlist.field("track").is_null() && !playlist.field("tracks").is_null();
  const auto tracks =
      answer.list_at(where, {"payload", "jspf", "playlist", is_empty ? "tracks" : "track"});
  std::size_t index = 0;
  for (const Value& item : tracks) {
    const std::string name =
        std::string(where) + ": payload.jspf.playlist.track[" + std::to_string(index++) + ']';
    record::Record track = radio_track(item, wish.genre);
    if (track.title.empty())
      into.complain(name + ".title: missing or not text");
    else if (track.artist.empty())
      into.complain(name + ".creator: missing or not text");
    else
      into.add(std::move(track));
  }
  std::vector<std::string> words;
  for (const Value& word : answer.at({"payload", "feedback"}).items())
    if (word.is_text()) words.push_back(word.text());
  return words;
}

ListensPage read_listens(std::string_view where, std::string_view body) {
  const Value answer = parse_answer(where, body);
  const auto items = answer.list_at(where, {"payload", "listens"});
  ListensPage page;
  page.items = items.size();
  std::size_t index = 0;
  for (const Value& item : items) {
    const std::string name =
        std::string(where) + ": payload.listens[" + std::to_string(index++) + ']';
    const long long moment = item.field("listened_at").integer().value_or(-1);
    const bool has_moment = moment >= 0 && moment <= kLastMoment;
    if (has_moment) page.oldest = std::min(page.oldest.value_or(moment), moment);
    record::Record track = listened_track(item.field("track_metadata"));
    if (!has_moment)
      page.complaints.push_back(name + ".listened_at: missing or not a time");
    else if (track.title.empty())
      page.complaints.push_back(name + ".track_metadata.track_name: missing or not text");
    else if (track.artist.empty())
      page.complaints.push_back(name + ".track_metadata.artist_name: missing or not text");
    else
      page.listens.push_back({std::move(track), moment});
  }
  return page;
}

ListenBrainz::ListenBrainz(Client& client, std::string token, std::string base)
    : client_(client), token_(std::move(token)), base_(std::move(base)) {}

Request ListenBrainz::request(std::string url) const {
  Request request;
  request.url = std::move(url);
  request.headers = {"Accept: application/json"};
  if (!token_.empty()) {
    request.headers.push_back("Authorization: Token " + token_);
    request.secrets = {token_};
  }
  return request;
}

std::vector<std::string> ListenBrainz::radio(const std::string& prompt, const std::string& mode,
                                             const Wish& wish, TrackSet& into) {
  const Request asked =
      request(with_query(base_ + "/1/explore/lb-radio", {{"prompt", prompt}, {"mode", mode}}));
  const Response response = client_.send(asked);
  if (response.status != 200) refuse(asked, response, hint_for(response));
  return read_radio(without_query(asked.url), response.body, wish, into);
}

// Pages are requested by max_ts: all listens of a page are before this moment.  Listens of the same
// second may be on both sides of the end of a page, so the next page begins with the last second of
// the previous page again; if that gives nothing new, with the second before it.
bool ListenBrainz::listens(const std::string& user, std::size_t count, History& into,
                           std::vector<std::string>& complaints) {
  const std::string url = base_ + "/1/user/" + percent_encoded(user) + "/listens";
  std::set<std::pair<long long, std::string>> known;
  std::optional<long long> oldest, max_ts;
  while (true) {
    const std::size_t ask = std::min(max_ts ? kListensPerRequest : count, kListensPerRequest);
    Query query = {{"count", std::to_string(ask)}};
    if (max_ts) query.emplace_back("max_ts", std::to_string(*max_ts));
    const Request asked = request(with_query(url, query));
    const Response response = client_.send(asked);
    if (response.status != 200) refuse(asked, response, hint_for(response));
    ListensPage page = read_listens(url, response.body);
    complaints.insert(complaints.end(), page.complaints.begin(), page.complaints.end());
    bool any_new = page.oldest && (!oldest || *page.oldest < *oldest);
    for (Listen& listen : page.listens) {
      if (!known.emplace(listen.listened_at, name_key(listen.track)).second) continue;
      if (known.size() > count) return true;
      any_new = true;
      into.add(std::move(listen));
    }
    if (page.oldest) oldest = std::min(oldest.value_or(*page.oldest), *page.oldest);
    if (page.items == 0 || !oldest || (!any_new && max_ts == oldest)) return false;
    max_ts = any_new ? *oldest + 1 : *oldest;
    if (known.size() == count) return true;
  }
}

void ListenBrainz::submit(std::span<const std::string> listens) {
  Request sent = request(base_ + "/1/submit-listens");
  sent.headers.emplace_back("Content-Type: application/json");
  std::string body = R"({"listen_type":"import","payload":[)";
  for (const std::string& listen : listens) (body += body.back() == '[' ? "" : ",") += listen;
  sent.body = body + "]}";
  const Response response = client_.send(sent);
  if (response.status != 200) refuse(sent, response, hint_for(response));
}

}  // namespace melsift::lookup
