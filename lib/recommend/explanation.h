// Words for an answer: why a track is in it, and how it came about.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recommend/candidate.h"
#include "recommend/request.h"
#include "recommend/sieve.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// "Artist - Title", or what of it is known, else the path.
std::string track_name(const record::Record& record);

// What the catalogue lacks of what is asked for.
std::vector<std::string> warnings_of(const Filters& filters, const Tracks& tracks,
                                     const std::optional<Sound>& sound, const Request& request);

// "only 3 of 10 tracks match: widened to the genre jazz (5), the years 1985-2005 (2)", each track
// counted with the last thing that was given up for it; "only 7 of 10 tracks found".
void note_widening(std::vector<std::string>& notes, std::span<const Candidate> chosen,
                   const Filters& filters, const Sieve& sieve, const Tracks& tracks,
                   std::size_t count);

// How far the filters are relaxed for a tier: "also in: rock", "also from: 1985-2005", "also in any
// language"; several are separated by "; ".  Empty for the filters as they are.
std::string relaxation(const Tier& tier, const Filters& filters, const Sieve& sieve,
                       const Tracks& tracks);

// "2 places are drawn by lot from 40 equally near tracks".
void note_draw(std::vector<std::string>& notes, std::span<const Candidate> chosen,
               std::span<const Candidate> candidates);

class Reasons {
 public:
  // All is kept by reference; `from_profile` scores by the request's whole profile.
  Reasons(const Filters& filters, const Sieve& sieve, const Tracks& tracks, const Request& request,
          const std::optional<Sound>& sound, Scorer& from_profile);

  std::vector<std::string> of(const Candidate& candidate);

 private:
  void add_filters(std::vector<std::string>& reasons, const Candidate& candidate) const;
  void add_nearest_seed(std::vector<std::string>& reasons, std::size_t track);

  const Filters& filters_;
  const Sieve& sieve_;
  const Tracks& tracks_;
  const Request& request_;
  Scorer& from_profile_;
  std::vector<std::size_t> seeds_;  // of request_.given, those asked of ...
  std::vector<Scorer> from_seeds_;  // ... and what they say
};

}  // namespace melsift::recommend
