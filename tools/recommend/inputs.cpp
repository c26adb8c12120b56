#include "tools/recommend/inputs.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "base/disk_file.h"
#include "base/error.h"
#include "catalogue/store.h"
#include "model/model.h"
#include "recommend/item_values.h"
#include "recommend/taste.h"
#include "tools/kit/read_records.h"
#include "tools/recommend/crowd.h"

namespace melsift::tools {

bool standard_input_is_given() {
  struct stat status {};
  return ::fstat(STDIN_FILENO, &status) == 0 &&
         (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode));
}

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

std::vector<record::Record> read_given(Command& command, const std::vector<std::string>& paths) {
  std::vector<record::Record> given;
  for (const std::string& path : paths) {
    try {
      read_records(command, path, given);
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io) throw;
      command.count_failed(failure.what());
    }
  }
  return given;
}

namespace {

void add_taste(Command& command, const RecommendOptions& options, const RecommendWish& wish,
               const recommend::Tracks& tracks, recommend::Request& request) {
  recommend::Taste taste(model::load(options.taste), options.taste);
  auto voice = taste.voice(tracks, wish.taste_weight);
  const auto unknown = std::ranges::count_if(voice.scores, [](double s) { return std::isnan(s); });
  if (unknown == std::ssize(voice.scores))
    throw Error(ErrorKind::invalid_argument, options.taste,
                "knows none of the tracks: they lack the features that it was trained on");
  if (unknown > 0)
    command.warning(std::to_string(unknown) + " of " + std::to_string(tracks.size()) +
                    " tracks lack the features that " + options.taste + " was trained on");
  request.voices.push_back(std::move(voice));
}

void add_crowd(Command& command, const RecommendOptions& options, const RecommendWish& wish,
               const recommend::Tracks& tracks, recommend::Request& request) {
  const CrowdWord word = ask_crowd(options);
  request.voices.push_back(recommend::crowd_voice(word.items, tracks, wish.crowd_weight));
  // What the user has played is known: tracks by their path or name.
  recommend::ItemValues played;
  for (const auto& [item, plays] : word.played) played.add(item, plays);
  std::size_t known = 0;
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    const record::Record& record = tracks.record(track);
    const auto plays = played.of_track(record);
    if (!plays) continue;
    request.given.push_back(record);
    request.given.back().seed_weight = std::log1p(*plays);
    ++known;
  }
  if (known > 0)
    command.info(std::to_string(known) + " tracks of the catalogue were played by the user");
}

}  // namespace

namespace {

// What a name means in the catalogue; one of a file that is there may stand in it by its whole
// path, as in a database.
std::vector<record::Record> seeds_of(const recommend::WeightedName& name,
                                     const recommend::Tracks& tracks) {
  std::error_code ignored;
  if (recommend::tracks_named(name.name, tracks).empty() &&
      std::filesystem::exists(name.name, ignored))
    return recommend::seeds_named({std::filesystem::absolute(name.name).string(), name.weight},
                                  tracks);
  return recommend::seeds_named(name, tracks);
}

}  // namespace

void complete_request(Command& command, const RecommendOptions& options, const RecommendWish& wish,
                      const recommend::Tracks& tracks, recommend::Request& request) {
  for (const auto* names : {&wish.likes, &wish.dislikes}) {
    for (const recommend::WeightedName& name : *names)
      std::ranges::move(seeds_of(name, tracks), std::back_inserter(request.given));
  }
  if (!options.taste.empty()) add_taste(command, options, wish, tracks, request);
  if (!options.crowd.empty()) add_crowd(command, options, wish, tracks, request);
}

}  // namespace melsift::tools
