// The facts of an answer: why each track is part of it, and how it was made.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recommend/candidate.h"
#include "recommend/fact.h"
#include "recommend/request.h"
#include "recommend/sieve.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// "Artist - Title", or the known part of it, otherwise the path.
std::string track_name(const record::Record& record);

// Notes requested genres and languages that the catalogue lacks.
std::vector<Fact> warnings_of(const Filters& filters, const Tracks& tracks,
                              const std::optional<Sound>& sound, const Request& request);

// Notes how the filters were widened, counting each track with the last filter that was relaxed for
// it, and whether fewer tracks than requested were found.
void note_widening(std::vector<Fact>& notes, std::span<const Candidate> chosen,
                   const Filters& filters, const Sieve& sieve, const Tracks& tracks,
                   std::size_t count);

// Notes how many places were chosen at random, and from how many equally near tracks.
void note_random_ties(std::vector<Fact>& notes, std::span<const Candidate> chosen,
                      std::span<const Candidate> candidates);

class Reasons {
 public:
  // Keeps references to all arguments; `from_profile` scores with the whole profile of the request.
  Reasons(const Filters& filters, const Sieve& sieve, const Tracks& tracks, const Request& request,
          const std::optional<Sound>& sound, Scorer& from_profile);

  std::vector<Fact> of(const Candidate& candidate);

 private:
  void add_filters(std::vector<Fact>& reasons, const Candidate& candidate) const;
  void add_nearest_seed(std::vector<Fact>& reasons, std::size_t track);

  const Filters& filters_;
  const Sieve& sieve_;
  const Tracks& tracks_;
  const Request& request_;
  Scorer& from_profile_;
  std::vector<std::size_t> seeds_;  // of request_.given, those that are compared ...
  std::vector<Scorer> from_seeds_;  // ... and their scorers
};

}  // namespace melsift::recommend
