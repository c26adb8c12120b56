#include "common/recommend_options.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "recommend/genre.h"
#include "recommend/language.h"

namespace melsift::tools {

void add_options(Command& command, RecommendOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.app().add_option(flag, value, help)->type_name(type);
  };
  const auto one_of = [](std::vector<std::string> words) {
    return CLI::IsMember(std::move(words)).description("");
  };
  add("--catalogue", options.catalogue, "FILE",
      "tracks to choose from: CSV with a header, or JSON Lines; - is standard input")
      ->required();
  add("--genres", options.genres, "LIST",
      "wanted genres, comma-separated (default: those of the given records)");
  add("--language", options.languages, "LIST",
      "wanted languages, comma-separated: English names or ISO 639 codes");
  add("--years", options.years, "RANGE", "wanted years: 1990-2000, 1990-, -2000 or 1994");
  add("--unknown", options.unknown, "drop|keep",
      "tracks whose year or language is unknown, where that is asked for")
      ->capture_default_str()
      ->check(one_of({"drop", "keep"}));
  add("--similarity", options.similarity, "cosine|euclidean", "what the ranking is by")
      ->capture_default_str()
      ->check(one_of({"cosine", "euclidean"}));
  add("-n,--count", options.count, "N", "how many tracks")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000'000).description(""));
  add("--format", options.format, "table|jsonl|tsv|m3u8",
      "of the output (default: as its name ends; table on a terminal, else jsonl)")
      ->check(one_of({"table", "jsonl", "tsv", "m3u8"}));
}

namespace {

// The names in a comma-separated list, each with a form that can be found.
std::vector<std::string> names(const std::string& list, const std::string& kind,
                               std::string (*form)(std::string_view)) {
  std::vector<std::string> found = split_list(list, ',');
  for (const std::string& name : found) {
    if (form(name).empty())
      throw Error(ErrorKind::invalid_argument, kind + " \"" + name + '"', "names none");
  }
  if (found.empty() && !list.empty())
    throw Error(ErrorKind::invalid_argument, kind + " \"" + list + '"', "names none");
  return found;
}

}  // namespace

recommend::Request request_of(const RecommendOptions& options) {
  recommend::Request request;
  request.filters.genres = names(options.genres, "genres", recommend::genre_form);
  request.filters.languages = names(options.languages, "language", recommend::language_form);
  if (!options.years.empty()) request.filters.years = recommend::parse_years(options.years);
  request.filters.keep_unknown = options.unknown == "keep";
  request.similarity = options.similarity == "cosine" ? recommend::Similarity::cosine
                                                      : recommend::Similarity::euclidean;
  request.count = options.count;
  return request;
}

}  // namespace melsift::tools
