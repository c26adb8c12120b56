#include "tools/recommend/inputs.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "analysis/input_kind.h"
#include "analysis/track_reader.h"
#include "audio/track_file.h"
#include "base/disk_file.h"
#include "base/error.h"
#include "base/parallel.h"
#include "catalogue/store.h"
#include "catalogue/user_plays.h"
#include "crowd/crowd_model.h"
#include "model/model.h"
#include "recommend/crowd_listener.h"
#include "recommend/english.h"
#include "recommend/history.h"
#include "recommend/ignore_file.h"
#include "recommend/indexed_tracks.h"
#include "recommend/journey.h"
#include "recommend/named_tracks.h"
#include "recommend/recommender.h"
#include "recommend/taste.h"
#include "tools/kit/models.h"
#include "tools/recommend/output.h"
#include "tools/records/read_records.h"

namespace melsift::tools {

bool standard_input_is_given() {
  struct stat status {};
  return ::fstat(STDIN_FILENO, &status) == 0 &&
         (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode));
}

std::vector<record::Record> read_given(Command& command, const std::vector<std::string>& paths) {
  std::vector<record::Record> given;
  std::optional<analysis::TrackReader> reader;
  const auto listen = [&](const std::string& path) {
    if (!reader) {
      reader.emplace(models_or_default({}), true, thread_count(0));
      note_bundled_models(command, *reader->committee());
    }
    const auto access = audio::TrackFile::Access::whole;
    given.push_back((*reader)(std::make_shared<const audio::TrackFile>(path, access)));
    command.count_done();
  };
  for (const std::string& path : paths) {
    try {
      if (analysis::kind_of_input(path) == analysis::InputKind::audio)
        listen(path);
      else
        read_records(command, path, given);
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io) throw;
      command.count_failed(failure.what());
    }
  }
  return given;
}

recommend::Exclusions ignored_by(const RecommendOptions& options) {
  if (!options.ignore.empty()) return recommend::read_ignore_file(options.ignore);
  const std::string& library =
      options.indexes.empty() ? options.catalogue : options.indexes.front();
  const std::string beside = recommend::ignore_file_of(library);
  std::error_code ignored;
  if (library.empty() || library == "-" || !std::filesystem::exists(beside, ignored)) return {};
  return recommend::read_ignore_file(beside);
}

recommend::Session session_of(const RecommendOptions& options) {
  if (options.session.empty()) return {};
  auto session = recommend::Session::read(options.session);
  if (options.skip) session.judge_last(false);
  return session;
}

namespace {

std::vector<record::Record> liked_tracks(Command& command,
                                         const std::vector<record::Record>& catalogue) {
  std::vector<record::Record> liked;
  std::ranges::copy_if(catalogue, std::back_inserter(liked),
                       [](const record::Record& record) { return record.liked == true; });
  if (liked.empty())
    throw UsageError(
        "nothing to base recommendations on: give --genres, --language, --years, --like or "
        "records, or like tracks "
        "with melsift collect like");
  command.note("recommending from " + std::to_string(liked.size()) +
               (liked.size() == 1 ? " liked track" : " liked tracks"));
  return liked;
}

// Of each record of a catalogue's database, whether scan has seen its file and the file is gone,
// except on a disk that may not be mounted.  Empty for other catalogues.
std::vector<bool> gone_files(const std::string& path,
                             const std::vector<record::Record>& catalogue) {
  std::vector<bool> gone;
  if (path == "-" || !catalogue::is_database(path)) return gone;
  std::set<std::string> lost;
  for (const catalogue::KnownFile& file :
       catalogue::Store::open(path, catalogue::Mode::read).lost_files())
    if (!may_be_unmounted(file.path)) lost.insert(file.path);
  if (lost.empty()) return gone;
  for (const record::Record& record : catalogue) gone.push_back(lost.contains(record.path));
  return gone;
}

void add_taste(Command& command, const RecommendOptions& options, const RecommendWish& wish,
               const recommend::Tracks& tracks, recommend::Request& request) {
  recommend::Taste taste(model::load(options.taste), options.taste);
  auto voice = taste.voice(tracks, wish.taste_weight);
  const auto unknown = std::ranges::count_if(voice.scores, [](double s) { return std::isnan(s); });
  if (unknown == std::ssize(voice.scores))
    throw Error(ErrorKind::invalid_argument, options.taste,
                "can't score any of the tracks: they lack the features that it was trained on");
  if (unknown > 0)
    command.warning(std::to_string(unknown) + " of " + std::to_string(tracks.size()) +
                    " tracks lack the features that " + options.taste + " was trained on");
  request.voices.push_back(std::move(voice));
}

void add_crowd(Command& command, const RecommendOptions& options, const RecommendWish& wish,
               const recommend::Tracks& tracks, recommend::Request& request) {
  const auto model = crowd::load_crowd(options.crowd);
  const auto plays = catalogue::plays_of_user(options.listens, options.user);
  const auto items = recommend::unplayed_items(model, plays);
  request.voices.push_back(recommend::crowd_voice(items, tracks, wish.crowd_weight));
  auto played = recommend::played_tracks(plays, tracks);
  if (!played.empty())
    command.info(std::to_string(played.size()) + " tracks of the catalogue are plays of the user");
  std::ranges::move(played, std::back_inserter(request.given));
}

void add_history(const RecommendOptions& options, const recommend::Tracks& tracks,
                 recommend::Request& request) {
  auto plays = recommend::recent_plays(tracks, options.history);
  if (plays.empty())
    throw Error(ErrorKind::invalid_argument, options.catalogue,
                "has no track that was played, which --history needs");
  std::ranges::move(plays, std::back_inserter(request.given));
}

// Adds the seed tracks, the voices of taste and crowd, and the played tracks that must not be
// recommended, all according to the options.
void complete_request(Command& command, const RecommendOptions& options, const RecommendWish& wish,
                      const recommend::Tracks& tracks, recommend::Request& request) {
  for (const auto* names : {&wish.likes, &wish.dislikes}) {
    for (const recommend::WeightedName& name : *names)
      std::ranges::move(recommend::seeds_named(name, tracks), std::back_inserter(request.given));
  }
  if (options.history > 0) add_history(options, tracks, request);
  if (!options.taste.empty()) add_taste(command, options, wish, tracks, request);
  if (!options.crowd.empty()) add_crowd(command, options, wish, tracks, request);
}

}  // namespace

recommend::Answer recommend_from_catalogue(Command& command, const RecommendOptions& options,
                                           const RecommendWish& wish,
                                           std::vector<record::Record> given,
                                           const recommend::Session& session) {
  recommend::Request request = wish.request;
  request.given = std::move(given);
  std::vector<record::Record> catalogue;
  read_records(command, options.catalogue, catalogue);
  request.gone = gone_files(options.catalogue, catalogue);
  if (wish.by_likes) request.given = liked_tracks(command, catalogue);
  if (options.release_years)
    for (auto* records : {&catalogue, &request.given})
      for (record::Record& record : *records)
        if (record.year) record.original_year.reset();
  const recommend::Tracks tracks(std::move(catalogue));
  complete_request(command, options, wish, tracks, request);
  std::ranges::move(session.seeds(tracks, options.no_repeat), std::back_inserter(request.given));
  auto answer = wish.journey
                    ? recommend::journey(tracks, recommend::journey_end(options.from, tracks),
                                         recommend::journey_end(options.to, tracks), request)
                    : recommend::recommend(tracks, request);
  if (options.explain) command.note(funnel_text(answer.funnel, tracks.size()));
  return answer;
}

recommend::Answer recommend_from_index(Command& command, const RecommendOptions& options,
                                       const RecommendWish& wish,
                                       std::vector<record::Record> given) {
  const recommend::IndexedTracks tracks(options.indexes);
  auto found = tracks.seeds_named(wish.likes);
  std::ranges::move(tracks.seeds_named(wish.dislikes), std::back_inserter(found));
  recommend::Request request = wish.request;
  request.given = std::move(given);
  recommend::IndexSearch search;
  search.threads = thread_count(0);
  auto result = tracks.recommend(std::move(request), std::move(found), search);
  if (result.without_sound > 0) command.warning(recommend::english(result.without_sound_fact()));
  if (options.explain)
    command.note("of " + std::to_string(tracks.size()) + " tracks the " +
                 std::to_string(result.ranked) + " nearest by sound are ranked");
  return std::move(result.answer);
}

recommend::Answer recommend_from_crowd(const RecommendOptions& options) {
  return recommend::best_items(crowd::load_crowd(options.crowd),
                               catalogue::plays_of_user(options.listens, options.user),
                               options.count);
}

}  // namespace melsift::tools
