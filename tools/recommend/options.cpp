#include "tools/recommend/options.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "base/default_library.h"
#include "base/error.h"
#include "base/name.h"
#include "base/number.h"
#include "base/utc.h"
#include "recommend/genre.h"
#include "recommend/ignore_file.h"
#include "recommend/language.h"
#include "recommend/name_list.h"

namespace melsift::tools {
namespace {

void add_filters(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  add("--genres", options.genres, "LIST",
      "only these genres, comma-separated; may be repeated (default: those of the seed tracks)")
      .one_at_a_time();
  add("--language", options.languages, "LIST",
      "only these languages, comma-separated: English names or ISO 639 codes");
  add("--years", options.years, "RANGE", "only these years: 1990-2000, 1990-, -2000 or 1994");
  command.parser().flag("--release-years", options.release_years,
                        "take the year of this release, not of the first one");
  add("--artists", options.artists, "LIST", "only these artists, comma-separated; may be repeated")
      .one_at_a_time();
  add("--not-genres", options.not_genres, "LIST",
      "no tracks of these genres, comma-separated; may be repeated")
      .one_at_a_time();
  add("--not-artists", options.not_artists, "LIST",
      "no tracks by these artists, comma-separated; may be repeated")
      .one_at_a_time();
  add("--not-under", options.not_under, "FOLDER", "no tracks in this folder; may be repeated")
      .one_at_a_time();
  add("--ignore", options.ignore, "FILE",
      "list of genres, artists and folders to exclude (default: CATALOGUE.ignore, if it exists)");
  add("--duration", options.duration, "RANGE",
      "only tracks of this length: 2:30-4:00, 150-240, 600- or -180");
  add("--tempo", options.tempo, "RANGE",
      "only this tempo in beats per minute: 90-120, 90- or -120");
  add("--unplayed-since", options.unplayed_since, "WHEN",
      "exclude tracks played since then: 30d, 12h, 2026-11-01");
  add("--unknown", options.unknown, "drop|keep",
      "drop or keep tracks if a filter needs their unknown year, language, length or tempo")
      .show_default()
      .one_of({"drop", "keep"});
  command.parser().flag("--include-disliked", options.include_disliked, "include disliked tracks");
  command.parser().flag("--exclude-liked", options.exclude_liked, "exclude liked tracks");
}

void add_ranking(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  add("--like", options.likes, "NAME[=W]",
      "seed track from the catalogue: path, artist - title, or artist, with weight W")
      .one_at_a_time();
  add("--dislike", options.dislikes, "NAME[=W]",
      "track whose sound and genre to avoid, with weight W")
      .one_at_a_time();
  add("--history", options.history, "N",
      "seed tracks: the N tracks played last; a play counts half after a week");
  add("--session", options.session, "FILE",
      "radio: recommend what follows the tracks in FILE, and append it there");
  command.parser().flag("--skip", options.skip, "skipped the last track of the session");
  add("--no-repeat", options.no_repeat, "N",
      "radio: do not repeat the last N tracks of the session; 0: none of them");
  add("--from", options.from, "NAME",
      "first track of a journey: path, artist - title, or title; with --to");
  add("--to", options.to, "NAME", "last track of a journey through similar sound; with --from");
  add("--similarity", options.similarity, "cosine|euclidean", "similarity measure of the ranking")
      .show_default()
      .one_of({"cosine", "euclidean"});
  add("--weight", options.weights, "NAME=X,...",
      "weights of genre, language, year, sound, similarity, taste and crowd (1 each)");
  command.parser().flag("--mutual-proximity", options.mutual_proximity,
                        "rank tracks that are near to many others lower");
  add("--diversity", options.diversity, "X",
      "diversity of the list: 0 ranks by score alone, 1 as different as possible")
      .show_default()
      .range(0.0, 1.0);
  add("--per-artist", options.per_artist, "N", "at most N tracks per artist; 0: unlimited");
  add("--per-album", options.per_album, "N", "at most N tracks per album; 0: unlimited");
  add("--no-repeat-artist", options.artist_gap, "N",
      "at least N other tracks between two of an artist");
  add("--no-repeat-album", options.album_gap, "N",
      "at least N other tracks between two of an album");
  add("--order", options.order, "score|flow",
      "order of the list: by score, or so that tempo and key change little from track to track")
      .show_default()
      .one_of({"score", "flow"});
  add("--taste", options.taste, "FILE",
      "rank also with this model of your taste (train --target liked)");
  add("--crowd", options.crowd, "FILE",
      "rank also with this model of listening histories (train --arch ease)");
  add("--listens", options.listens, "FILE", "listening history: table of user, item and plays");
  add("--user", options.user, "NAME", "user whose listening history to use");
}

// The names in a comma-separated list, each with a form for comparison.
std::vector<std::string> names(const std::string& list, const std::string& kind,
                               std::string (*form)(std::string_view)) {
  std::vector<std::string> found = recommend::split_names(list);
  for (const std::string& name : found) {
    if (form(name).empty())
      throw Error(ErrorKind::invalid_argument, kind + " \"" + name + '"', "names none");
  }
  if (found.empty() && !list.empty())
    throw Error(ErrorKind::invalid_argument, kind + " \"" + list + '"', "names none");
  return found;
}

recommend::Filters filters_of(const RecommendOptions& options) {
  recommend::Filters filters;
  // The catalogue decides later which commas belong to names.
  for (const std::string& list : options.genres) names(list, "genres", recommend::genre_form);
  for (const std::string& list : options.artists) names(list, "artists", lookup_form);
  for (const std::string& list : options.not_genres)
    names(list, "not-genres", recommend::genre_form);
  for (const std::string& list : options.not_artists) names(list, "not-artists", lookup_form);
  filters.genres = options.genres;
  filters.artists = options.artists;
  filters.excluded = {options.not_genres, options.not_artists, {}};
  const std::string here = std::filesystem::current_path().string();
  for (const std::string& folder : options.not_under)
    std::ranges::move(recommend::folder_forms(folder, here),
                      std::back_inserter(filters.excluded.folders));
  filters.languages = names(options.languages, "language", recommend::language_form);
  if (!options.years.empty()) filters.years = recommend::parse_years(options.years);
  if (!options.duration.empty())
    filters.duration_s = recommend::parse_range("duration", options.duration, true);
  if (!options.tempo.empty()) filters.tempo_bpm = recommend::parse_range("tempo", options.tempo);
  if (!options.unplayed_since.empty())
    filters.unplayed_since = recommend::parse_moment(options.unplayed_since, utc_now_s());
  filters.keep_unknown = options.unknown == "keep";
  filters.keep_disliked = options.include_disliked;
  filters.drop_liked = options.exclude_liked;
  return filters;
}

void set_weights(RecommendWish& wish, const std::string& list) {
  auto& request = wish.request;
  const std::map<std::string, double*> places = {{"genre", &request.blocks.genre},
                                                 {"language", &request.blocks.language},
                                                 {"year", &request.blocks.year},
                                                 {"sound", &request.blocks.sound},
                                                 {"similarity", &request.similarity_weight},
                                                 {"taste", &wish.taste_weight},
                                                 {"crowd", &wish.crowd_weight}};
  for (const std::string& entry : split_list(list, ',')) {
    const auto sign = std::min(entry.find('='), entry.size());
    const auto place = places.find(std::string(trimmed(entry.substr(0, sign))));
    const auto value = sign < entry.size() ? parse_real(entry.substr(sign + 1)) : std::nullopt;
    if (place == places.end() || !value || !std::isfinite(*value) || *value < 0.0)
      throw Error(ErrorKind::invalid_argument, "weight \"" + entry + '"',
                  "expected genre, language, year, sound, similarity, taste or crowd, = and a "
                  "number, 0 or more");
    *place->second = *value;
  }
}

// Whether no option is given that ranks.
bool goes_with_journey(const RecommendOptions& options) {
  return !options.catalogue.empty() && options.likes.empty() && options.dislikes.empty() &&
         options.history == 0 && options.session.empty() && options.weights.empty() &&
         options.taste.empty() && options.crowd.empty() && !options.mutual_proximity &&
         options.diversity == 0.0 && options.per_artist == 0 && options.per_album == 0 &&
         options.artist_gap <= 1 && options.album_gap == 0 && options.order == "score";
}

}  // namespace

void add_options(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  add("--catalogue", options.catalogue, "FILE",
      "catalogue to choose from: database, CSV or JSON Lines; - for standard input (default: "
      "$XDG_DATA_HOME/melsift/library.db)");
  add("--index", options.indexes, "FILE",
      "index to choose from, written by melsift collect index; may be repeated for shards")
      .one_at_a_time();
  add_filters(command, options);
  add_ranking(command, options);
  add("-n,--count", options.count, "N", "number of tracks to recommend")
      .show_default()
      .range(1, 1'000'000'000);
  add("--format", options.format, "table|jsonl|tsv|m3u8|xspf|jspf",
      "output format (default: by file extension; table on a terminal, else jsonl)")
      .one_of({"table", "jsonl", "tsv", "m3u8", "xspf", "jspf"});
  add("--paths", options.paths, "given|absolute|relative", "form of paths in a playlist")
      .show_default()
      .one_of({"given", "absolute", "relative"});
  add("--map-path", options.map_paths, "FROM=TO",
      "write paths in folder FROM as paths in folder TO; may be repeated")
      .one_at_a_time();
  command.parser().flag("--explain", options.explain, "report how many tracks each filter dropped");
}

void use_default_library(RecommendOptions& options) {
  if (!options.catalogue.empty() || !options.indexes.empty() || !options.crowd.empty()) return;
  const std::string library = default_library();
  std::error_code ignored;
  if (std::filesystem::exists(library, ignored)) options.catalogue = library;
}

RecommendWish wish_of(const RecommendOptions& options) {
  const auto refuse = [](const char* culprit, const char* why) {
    throw Error(ErrorKind::invalid_argument, culprit, why);
  };
  if (options.catalogue.empty() && options.indexes.empty() && options.crowd.empty())
    refuse("--catalogue",
           "is required (or --index, or --crowd): there is no default library yet (run melsift "
           "collect scan FOLDER to make it)");
  if (!options.catalogue.empty() && !options.indexes.empty())
    refuse("--catalogue and --index", "only one of them can be given");
  if (!options.indexes.empty() && !(options.crowd.empty() && options.taste.empty()))
    refuse("--index", "is searched by sound; --taste and --crowd need a --catalogue");
  if (options.crowd.empty() != options.listens.empty() ||
      options.listens.empty() != options.user.empty())
    refuse("--crowd, --listens and --user", "must be given together");
  if (options.session.empty() && (options.skip || options.no_repeat > 0))
    refuse("--skip and --no-repeat", "belong to a --session");
  if (options.catalogue.empty() && (options.history > 0 || !options.session.empty()))
    refuse("--history and --session", "need a --catalogue");
  if (options.from.empty() != options.to.empty())
    refuse("--from and --to", "must be given together");
  if (options.order == "flow" && (options.artist_gap > 1 || options.album_gap > 0))
    refuse("--order flow", "keeps only --no-repeat-artist 1");
  RecommendWish wish;
  wish.journey = !options.from.empty();
  if (wish.journey && !goes_with_journey(options))
    refuse("--from and --to",
           "need a --catalogue with sound, and conflict with options of the ranking");
  for (const std::string& text : options.map_paths) wish.paths.add(text);
  wish.request.filters = filters_of(options);
  for (const std::string& name : options.likes)
    wish.likes.push_back(recommend::parse_weighted_name(name));
  for (const std::string& name : options.dislikes) {
    wish.dislikes.push_back(recommend::parse_weighted_name(name));
    wish.dislikes.back().weight *= -1.0;
  }
  wish.request.similarity = options.similarity == "cosine" ? recommend::Similarity::cosine
                                                           : recommend::Similarity::euclidean;
  set_weights(wish, options.weights);
  wish.request.mutual_proximity = options.mutual_proximity;
  wish.request.selection = {.count = options.count,
                            .diversity = options.diversity,
                            .per_artist = options.per_artist,
                            .per_album = options.per_album,
                            .artist_gap = options.artist_gap,
                            .album_gap = options.album_gap};
  return wish;
}

}  // namespace melsift::tools
