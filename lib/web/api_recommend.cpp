#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/name.h"
#include "base/number.h"
#include "recommend/english.h"
#include "recommend/genre.h"
#include "recommend/ignore_file.h"
#include "recommend/journey.h"
#include "recommend/language.h"
#include "recommend/playlist.h"
#include "recommend/recommender.h"
#include "recommend/session.h"
#include "web/api.h"

namespace melsift::web {
namespace {

constexpr std::size_t kMaxSeeds = 200;  // in one request
// The maximum number of rows of the index that a request reads: with filters that few tracks pass,
// it would read all of a million rows, with their records in memory at the same time.
constexpr std::size_t kMaxRanked = 64'000;

// Names, each with a form for comparison.
std::vector<std::string> names(const Json& body, const char* field,
                               std::string (*form)(std::string_view)) {
  std::vector<std::string> list = list_field(body, field);
  for (const std::string& name : list)
    if (form(name).empty())
      throw Refusal{400, std::string(field) + ": \"" + name + "\" is not a name", {}};
  return list;
}

double number_in_range(const Json& body, const char* field, double otherwise, double least,
                       double most) {
  const double value = number_field(body, field).value_or(otherwise);
  if (!(value >= least && value <= most))
    throw Refusal{
        400, std::string(field) + ": expected " + to_text(least) + " to " + to_text(most), {}};
  return value;
}

std::size_t whole_number(const Json& body, const char* field, double otherwise, double least) {
  const double value = number_in_range(body, field, otherwise, least, kMaxTracks);
  if (value != std::floor(value))
    throw Refusal{400, std::string(field) + ": expected a whole number", {}};
  return static_cast<std::size_t>(value);
}

// What the list beside the catalogue excludes, if there is one.
recommend::Exclusions ignored_by(const std::string& catalogue) {
  const std::string path = recommend::ignore_file_of(catalogue);
  return file_stamp(path) ? recommend::read_ignore_file(path) : recommend::Exclusions{};
}

recommend::Request request_of(const Json& body) {
  recommend::Request request;
  request.filters.genres = names(body, "genres", recommend::genre_form);
  request.filters.languages = names(body, "languages", recommend::language_form);
  request.filters.artists = names(body, "artists", lookup_form);
  request.filters.excluded.genres = names(body, "not_genres", recommend::genre_form);
  request.filters.excluded.artists = names(body, "not_artists", lookup_form);
  if (const auto years = text_field(body, "years"); years && !years->empty())
    request.filters.years = recommend::parse_years(*years);
  const std::string unknown = text_field(body, "unknown").value_or("drop");
  if (unknown != "keep" && unknown != "drop")
    throw Refusal{400, "unknown: expected keep or drop", {}};
  request.filters.keep_unknown = unknown == "keep";
  request.selection.count = whole_number(body, "count", 10, 1);
  request.selection.artist_gap = whole_number(body, "no_repeat_artist", 0, 0);
  request.selection.album_gap = whole_number(body, "no_repeat_album", 0, 0);
  request.selection.diversity = number_in_range(body, "diversity", 0.0, 0.0, 1.0);
  return request;
}

Answer playlist(const std::string& format, const recommend::Answer& found) {
  Answer answer;
  if (format == "m3u8") {
    answer.body = recommend::m3u8(found.tracks).text;
    answer.type = "audio/mpegurl; charset=utf-8";
  } else if (format == "xspf") {
    answer.body = recommend::xspf(found.tracks);
    answer.type = "application/xspf+xml";
  } else {
    answer.body = recommend::jspf(found.tracks);
  }
  answer.headers = {{"Content-Disposition", "attachment; filename=\"melsift." + format + "\""}};
  return answer;
}

std::string format_of(const Json& body) {
  std::string format = text_field(body, "format").value_or("json");
  if (format != "json" && format != "m3u8" && format != "xspf" && format != "jspf")
    throw Refusal{400, "format: expected json, m3u8, xspf or jspf", {}};
  return format;
}

// The names in melsift-records(5).
Json json_of(std::span<const recommend::Fact> facts) {
  return Json::parse(recommend::to_json(facts));
}

}  // namespace

// The row of "index-17"; nothing for other ids.
std::optional<std::size_t> Api::row_of(const std::string& id) const {
  if (!index_ || !id.starts_with(kIndexed)) return std::nullopt;
  const auto row = parse_integer(id.substr(kIndexed.size()));
  if (!row || *row < 0 || static_cast<std::size_t>(*row) >= index_->size()) return std::nullopt;
  return static_cast<std::size_t>(*row);
}

void Api::add_seed(const std::string& id, double weight, const Snapshot& snapshot,
                   Seeds& seeds) const {
  const auto row = row_of(id);
  record::Record& seed =
      row ? seeds.indexed.emplace_back(index_->seed(*row))
          : seeds.given.emplace_back(snapshot.tracks.record(place_of(snapshot, id)));
  seed.seed_weight = weight;
}

void Api::add_seeds(const Json& body, const char* field, double weight, const Snapshot& snapshot,
                    Seeds& seeds) const {
  const auto ids = list_field(body, field);
  if (ids.size() > kMaxSeeds) throw Refusal{400, std::string(field) + ": too many tracks", {}};
  for (const std::string& id : ids) add_seed(id, weight, snapshot, seeds);
}

// The tracks that a radio has played, the last one at the end, and those of them that were skipped.
void Api::add_session(const Json& body, const Snapshot& snapshot, Seeds& seeds) const {
  const auto played = list_field(body, "played"), skipped = list_field(body, "skipped");
  if (played.size() > kMaxSeeds) throw Refusal{400, "played: too many tracks", {}};
  for (std::size_t i = 0; i < played.size(); ++i) {
    const std::string& id = played[i];
    const bool skip = std::ranges::find(skipped, id) != skipped.end();
    add_seed(id,
             recommend::Session::weight(skip ? std::optional(false) : std::nullopt,
                                        played.size() - 1 - i),
             snapshot, seeds);
  }
}

Api::Seeds Api::seeds_of(const Json& body, const Snapshot& snapshot) {
  Seeds seeds;
  if (const auto id = text_field(body, "upload")) {
    const auto upload = uploads_.find(*id);
    if (!upload) throw Refusal{404, "the upload is unknown or has expired", {}};
    seeds.given.push_back(upload->analysis.record);
  }
  add_seeds(body, "like", 1.0, snapshot, seeds);
  add_seeds(body, "dislike", -1.0, snapshot, seeds);
  add_session(body, snapshot, seeds);
  return seeds;
}

bool Api::is_for_index(const recommend::Request& wanted, const Seeds& seeds) const {
  return index_ && wanted.voices.empty() &&
         (!seeds.indexed.empty() || std::ranges::any_of(seeds.given, [&](const auto& seed) {
           return index_->can_compare(seed);
         }));
}

recommend::Answer Api::from_index(recommend::Request wanted, Seeds seeds, const Snapshot& snapshot,
                                  std::vector<recommend::Fact>& warnings) const {
  wanted.given = std::move(seeds.given);
  // The index is as old as its file; later feedback of the listener is in the catalogue.
  recommend::IndexSearch search;
  search.threads = settings_.threads;
  search.most_ranked = kMaxRanked;
  search.by_facets = true;
  search.renew = [&](record::Record& record) {
    const auto place = snapshot.by_path.find(record.path);
    if (place == snapshot.by_path.end()) return true;
    const record::Record& now = snapshot.tracks.record(place->second);
    record.liked = now.liked;
    record.play_count = now.play_count;
    record.last_played = now.last_played;
    return snapshot.gone.empty() || !snapshot.gone[place->second];
  };
  auto found = index_->recommend(std::move(wanted), std::move(seeds.indexed), search);
  if (found.without_sound > 0) warnings.push_back(found.without_sound_fact());
  return std::move(found.answer);
}

recommend::Answer Api::from_catalogue(recommend::Request wanted, Seeds seeds, bool crowd,
                                      const Snapshot& snapshot) {
  wanted.given = std::move(seeds.given);
  wanted.gone = snapshot.gone;
  for (record::Record& seed : seeds.indexed) {
    seed.features.clear();  // of the index's own space
    wanted.given.push_back(std::move(seed));
  }
  const auto scores = crowd ? crowd_.scores(snapshot) : nullptr;
  if (scores) {
    // Played tracks are never part of the answer; they become seed tracks if there are no others.
    const bool alone = wanted.given.empty();
    for (const record::Record& played : scores->played) {
      record::Record& seed = wanted.given.emplace_back(played);
      if (!alone) seed.seed_weight = 0.0;
    }
  }
  return recommend::recommend(snapshot.tracks, wanted);
}

recommend::Answer Api::journey(const Json& body, recommend::Request wanted,
                               const Snapshot& snapshot) {
  const auto end = [&](const char* field) {
    const auto id = text_field(body, field);
    if (!id) throw Refusal{400, "from and to: the ids of two tracks", {}};
    if (row_of(*id)) throw Refusal{400, "from and to: a journey needs tracks of the library", {}};
    return place_of(snapshot, *id);
  };
  const std::size_t from = end("from"), to = end("to");
  wanted.gone = snapshot.gone;
  try {
    return recommend::journey(snapshot.tracks, from, to, wanted);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_argument) throw;
    throw Refusal{400, error.what(), {}};
  }
}

bool Api::add_crowd_and_taste(const Json& body, const Snapshot& snapshot,
                              recommend::Request& wanted, std::vector<recommend::Fact>& warnings) {
  if (bool_field(body, "taste").value_or(false)) {
    if (const auto voice = taste_.voice(snapshot))
      wanted.voices.push_back(*voice);
    else
      warnings.push_back({recommend::FactKind::no_taste, {}, {}, {}});
  }
  if (!bool_field(body, "crowd").value_or(false)) return false;
  const auto scores = crowd_.scores(snapshot);
  if (scores)
    wanted.voices.push_back(scores->voice);
  else
    warnings.push_back({recommend::FactKind::no_crowd, {}, {}, {}});
  return scores != nullptr;
}

Answer Api::recommend(Request& request) {
  const Json body = read_json(request);
  check_fields(
      body,
      {"upload",  "like",       "dislike",     "genres",           "languages",       "years",
       "artists", "unknown",    "count",       "diversity",        "taste",           "crowd",
       "format",  "not_genres", "not_artists", "no_repeat_artist", "no_repeat_album", "played",
       "skipped", "from",       "to"});
  const auto snapshot = library_.snapshot();
  recommend::Request wanted = request_of(body);
  wanted.filters.ignored = ignored_by(settings_.catalogue);
  Seeds seeds = seeds_of(body, *snapshot);
  std::vector<recommend::Fact> warnings;
  const bool crowd = add_crowd_and_taste(body, *snapshot, wanted, warnings);
  const std::string format = format_of(body);
  const bool travels = body.contains("from") || body.contains("to");
  const bool indexed = !travels && is_for_index(wanted, seeds);
  const recommend::Answer found =
      travels   ? journey(body, std::move(wanted), *snapshot)
      : indexed ? from_index(std::move(wanted), std::move(seeds), *snapshot, warnings)
                : from_catalogue(std::move(wanted), std::move(seeds), crowd, *snapshot);
  if (format != "json") return playlist(format, found);

  Json tracks = Json::array();
  for (std::size_t i = 0; i < found.tracks.size(); ++i) {
    const record::Record& record = found.tracks[i];
    Json json = indexed ? indexed_json(*snapshot, found.places[i], record)
                        : track_json(*snapshot, found.places[i], record);
    json["rank"] = *record.rank;
    json["score"] = *record.score;
    json["reasons"] = recommend::english(found.why[i]);
    json["why"] = json_of(found.why[i]);
    if (const std::string relaxed = recommend::relaxation(found.why[i]); !relaxed.empty())
      json["relaxed"] = relaxed;
    tracks.push_back(std::move(json));
  }
  std::ranges::copy(found.warnings, std::back_inserter(warnings));
  std::vector<recommend::Fact> why = warnings;
  std::ranges::copy(found.notes, std::back_inserter(why));
  return answer_of(Json{{"tracks", tracks},
                        {"notes", recommend::english(found.notes)},
                        {"warnings", recommend::english(warnings)},
                        {"why", json_of(why)}});
}

}  // namespace melsift::web
