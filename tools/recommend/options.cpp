#include "tools/recommend/options.h"

#include <cmath>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/name.h"
#include "base/number.h"
#include "base/utc.h"
#include "recommend/genre.h"
#include "recommend/language.h"
#include "recommend/name_list.h"

namespace melsift::tools {
namespace {

void add_filters(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  add("--genres", options.genres, "LIST",
      "wanted genres, comma-separated; may be repeated (default: those of the given records)")
      .one_at_a_time();
  add("--language", options.languages, "LIST",
      "wanted languages, comma-separated: English names or ISO 639 codes");
  add("--years", options.years, "RANGE", "wanted years: 1990-2000, 1990-, -2000 or 1994");
  add("--artists", options.artists, "LIST", "wanted artists, comma-separated; may be repeated")
      .one_at_a_time();
  add("--duration", options.duration, "RANGE", "wanted length: 2:30-4:00, 150-240, 600- or -180");
  add("--tempo", options.tempo, "RANGE", "wanted tempo in beats a minute: 90-120, 90- or -120");
  add("--unplayed-since", options.unplayed_since, "WHEN",
      "leave out what was played since: 30d, 12h, 2026-11-01");
  add("--unknown", options.unknown, "drop|keep",
      "tracks whose year, language, length or tempo is unknown, where that is asked for")
      .show_default()
      .one_of({"drop", "keep"});
  command.parser().flag("--include-disliked", options.include_disliked,
                        "don't leave out what is disliked");
}

void add_ranking(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  add("--like", options.likes, "NAME[=W]",
      "go by this track of the catalogue: path, artist - title, or artist; W is its weight")
      .one_at_a_time();
  add("--dislike", options.dislikes, "NAME[=W]", "away from this one").one_at_a_time();
  add("--similarity", options.similarity, "cosine|euclidean", "what the ranking is by")
      .show_default()
      .one_of({"cosine", "euclidean"});
  add("--weight", options.weights, "NAME=X,...",
      "how much genre, language, year and sound count, and similarity, taste and crowd (1 each)");
  command.parser().flag("--mutual-proximity", options.mutual_proximity,
                        "against tracks that are near to everything");
  add("--diversity", options.diversity, "X", "0 is by score alone, 1 as unlike as can be")
      .show_default()
      .range(0.0, 1.0);
  add("--per-artist", options.per_artist, "N", "at most N tracks of an artist; 0: any number");
  add("--per-album", options.per_album, "N", "at most N tracks of an album; 0: any number");
  add("--taste", options.taste, "FILE", "a model trained with --target liked has a say");
  add("--crowd", options.crowd, "FILE", "a model of other listeners' plays has a say");
  add("--listens", options.listens, "FILE", "plays to go by: a table of user, item and plays");
  add("--user", options.user, "NAME", "whose of them");
}

// The names in a comma-separated list, each with a form that can be found.
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
  // The catalogue will tell which commas belong to names.
  for (const std::string& list : options.genres) names(list, "genres", recommend::genre_form);
  for (const std::string& list : options.artists) names(list, "artists", lookup_form);
  filters.genres = options.genres;
  filters.artists = options.artists;
  filters.languages = names(options.languages, "language", recommend::language_form);
  if (!options.years.empty()) filters.years = recommend::parse_years(options.years);
  if (!options.duration.empty())
    filters.duration_s = recommend::parse_range("duration", options.duration, true);
  if (!options.tempo.empty()) filters.tempo_bpm = recommend::parse_range("tempo", options.tempo);
  if (!options.unplayed_since.empty())
    filters.unplayed_since = recommend::parse_moment(options.unplayed_since, utc_now_s());
  filters.keep_unknown = options.unknown == "keep";
  filters.keep_disliked = options.include_disliked;
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

}  // namespace

void add_options(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  add("--catalogue", options.catalogue, "FILE",
      "tracks to choose from: a database, CSV with a header, or JSON Lines; - is standard input");
  add("--index", options.index, "FILE", "or an index that melsift collect index has made");
  add_filters(command, options);
  add_ranking(command, options);
  add("-n,--count", options.count, "N", "how many tracks").show_default().range(1, 1'000'000'000);
  add("--format", options.format, "table|jsonl|tsv|m3u8|xspf|jspf",
      "of the output (default: as its name ends; table on a terminal, else jsonl)")
      .one_of({"table", "jsonl", "tsv", "m3u8", "xspf", "jspf"});
  add("--paths", options.paths, "given|absolute|relative", "paths in a playlist")
      .show_default()
      .one_of({"given", "absolute", "relative"});
  command.parser().flag("--explain", options.explain, "say how many tracks each filter dropped");
}

RecommendWish wish_of(const RecommendOptions& options) {
  const auto refuse = [](const char* culprit, const char* why) {
    throw Error(ErrorKind::invalid_argument, culprit, why);
  };
  if (options.catalogue.empty() && options.index.empty() && options.crowd.empty())
    refuse("--catalogue", "is required (or --index, or --crowd)");
  if (!options.catalogue.empty() && !options.index.empty())
    refuse("--catalogue and --index", "only one can be chosen from");
  if (!options.index.empty() && !(options.crowd.empty() && options.taste.empty()))
    refuse("--index", "is searched by sound; --taste and --crowd need a --catalogue");
  if (options.crowd.empty() != options.listens.empty() ||
      options.listens.empty() != options.user.empty())
    refuse("--crowd, --listens and --user", "go together");
  RecommendWish wish;
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
                            .per_album = options.per_album};
  return wish;
}

}  // namespace melsift::tools
