// The command line of recommend.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/path_map.h"
#include "recommend/named_tracks.h"
#include "recommend/request.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// As typed.
struct RecommendOptions {
  std::string catalogue;
  std::vector<std::string> indexes;                  // searched as one
  std::vector<std::string> genres, artists;          // lists
  std::vector<std::string> not_genres, not_artists;  // lists
  std::vector<std::string> not_under;                // folders
  std::string ignore;
  std::string languages, years, duration, tempo, unplayed_since;
  bool release_years = false;
  std::string unknown = "drop";
  bool include_disliked = false;
  bool exclude_liked = false;
  std::vector<std::string> likes, dislikes;  // NAME or NAME=WEIGHT
  std::size_t history = 0;
  std::string session;
  bool skip = false;
  std::size_t no_repeat = 0;
  std::string order = "score";
  std::string from, to;  // the ends of a journey
  std::string similarity = "cosine";
  std::string weights;  // NAME=X,...
  bool mutual_proximity = false;
  double diversity = 0.0;
  std::size_t per_artist = 0, per_album = 0;
  std::size_t artist_gap = 0, album_gap = 0;
  std::string taste, crowd, listens, user;
  std::size_t count = 10;
  std::string format;
  std::string paths = "given";
  std::vector<std::string> map_paths;  // FROM=TO
  bool explain = false;
};

void add_options(Command& command, RecommendOptions& options);

// The request of the options, before any file is read.
struct RecommendWish {
  recommend::Request request;
  std::vector<recommend::WeightedName> likes, dislikes;
  bool by_likes = false;  // nothing else was asked for: the liked tracks are the seed tracks
  double taste_weight = 1.0;
  double crowd_weight = 1.0;
  PathMap paths;         // of the output
  bool journey = false;  // from options.from to options.to
};

// Chooses from the default library, if it exists and no other catalogue, index or crowd is given.
void use_default_library(RecommendOptions& options);

// Throws Error invalid_argument for invalid values, and for options that can't be combined.
RecommendWish wish_of(const RecommendOptions& options);

}  // namespace melsift::tools
