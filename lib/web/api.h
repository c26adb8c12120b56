// The page and the JSON API: the handlers of all requests.  See melsift-serve(1).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "analysis/analyser.h"
#include "recommend/indexed_tracks.h"
#include "web/analysis_queue.h"
#include "web/crowd.h"
#include "web/events.h"
#include "web/exchange.h"
#include "web/folders.h"
#include "web/guard.h"
#include "web/json.h"
#include "web/library.h"
#include "web/scan_job.h"
#include "web/settings.h"
#include "web/taste_training.h"
#include "web/traffic.h"
#include "web/uploads.h"

namespace melsift::web {

inline constexpr std::size_t kMaxTracks = 200;  // in one answer
// The prefix of ids of tracks that only the index has; the row follows.
inline const std::string kIndexed = "index-";

class Api {
 public:
  // Reads the catalogue and the models.  Throws Error.
  Api(const Settings& settings, Events& events, const Traffic& traffic);

  // Thread-safe.  Throws Refusal, and other exceptions for errors that are not the client's.
  Answer operator()(Request& request);

 private:
  using Handler = Answer (Api::*)(Request&);
  using TrackHandler = Answer (Api::*)(Request&, const std::string& id);

  // The page and the state of the server (api.cpp)
  Answer page(const Request& request, const std::string& name) const;
  Answer health(Request& request);
  Answer metrics(Request& request);
  Answer subscribe(Request& request);
  // Uploads (api_uploads.cpp)
  Answer classify(Request& request);
  Answer picture(Request& request, const std::string& upload);
  std::string front_end() const;
  // Recommendations (api_recommend.cpp)
  Answer recommend(Request& request);
  // The seed tracks of the request, in the catalogue and in the index.
  struct Seeds {
    std::vector<record::Record> given, indexed;
  };
  Seeds seeds_of(const Json& body, const Snapshot& snapshot);
  void add_seeds(const Json& body, const char* field, double weight, const Snapshot& snapshot,
                 Seeds& seeds) const;
  void add_seed(const std::string& id, double weight, const Snapshot& snapshot, Seeds& seeds) const;
  void add_session(const Json& body, const Snapshot& snapshot, Seeds& seeds) const;
  recommend::Answer journey(const Json& body, recommend::Request wanted, const Snapshot& snapshot);
  // Adds the scores of taste and crowd if they are requested, or `warnings` if they are not
  // available.  True if the crowd is part of the ranking.
  bool add_crowd_and_taste(const Json& body, const Snapshot& snapshot, recommend::Request& wanted,
                           std::vector<recommend::Fact>& warnings);
  // Whether to use the index: if it can compare a seed track and no voice is requested; otherwise
  // the catalogue is used.
  bool is_for_index(const recommend::Request& wanted, const Seeds& seeds) const;
  recommend::Answer from_index(recommend::Request wanted, Seeds seeds, const Snapshot& snapshot,
                               std::vector<recommend::Fact>& warnings) const;
  recommend::Answer from_catalogue(recommend::Request wanted, Seeds seeds, bool crowd,
                                   const Snapshot& snapshot);
  std::optional<std::size_t> row_of(const std::string& id) const;

  // Tracks (api_tracks.cpp)
  Answer tracks(Request& request);
  Answer facets(Request& request);
  Answer audio(Request& request, const std::string& track);
  // Throws Refusal 404 for an unknown id.
  static std::size_t place_of(const Snapshot& snapshot, const std::string& id);
  Json track_json(const Snapshot& snapshot, std::size_t place, const record::Record& record) const;
  Json indexed_json(const Snapshot& snapshot, std::size_t row, const record::Record& record) const;
  // Feedback of the listener, and background jobs (api_jobs.cpp)
  Answer feedback(Request& request);
  Answer taste(Request& request);
  Answer train_taste(Request& request);
  Answer folders(Request& request);
  Answer scan(Request& request);
  Json taste_json(const TasteTraining::Status& status, const Snapshot& snapshot) const;
  void publish_taste(const TasteTraining::Status& status);
  void publish_scan(const ScanJob::Status& status);

  const Settings settings_;
  Events& events_;
  const Traffic& traffic_;
  const std::string base_path_;  // of the base URL
  Guard guard_;
  analysis::Analyser analyser_;
  std::string model_name_;
  Folders folders_;
  Uploads uploads_;
  std::counting_semaphore<1024> drawing_;  // limits pictures drawn at the same time
  Library library_;
  TasteTraining taste_;
  Crowd crowd_;
  const std::optional<recommend::IndexedTracks> index_;
  ScanJob scan_;
  AnalysisQueue queue_;  // after what its tasks use
  std::jthread facets_;  // reads the index's facets
};

}  // namespace melsift::web
