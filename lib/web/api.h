// The page and the JSON API: each request's answer.  See melsift-serve(1).
#pragma once

#include <chrono>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include "analysis/analyser.h"
#include "web/analysis_queue.h"
#include "web/events.h"
#include "web/exchange.h"
#include "web/folders.h"
#include "web/guard.h"
#include "web/json.h"
#include "web/library.h"
#include "web/scan_job.h"
#include "web/settings.h"
#include "web/taste_training.h"
#include "web/uploads.h"

namespace melsift::web {

class Api {
 public:
  // Reads the catalogue and the models.  Throws Error.
  Api(const Settings& settings, Events& events);

  // Thread-safe.  Throws Refusal, and what is no client's fault.
  Answer operator()(Request& request);

 private:
  using Handler = Answer (Api::*)(Request&);
  using TrackHandler = Answer (Api::*)(Request&, const std::string& id);

  // The page and what is about the server (api.cpp)
  Answer page(const Request& request, const std::string& name) const;
  Answer health(Request& request);
  Answer subscribe(Request& request);
  // Uploads (api_uploads.cpp)
  Answer classify(Request& request);
  Answer picture(Request& request, const std::string& upload);
  // Tracks (api_tracks.cpp)
  Answer recommend(Request& request);
  Answer tracks(Request& request);
  Answer facets(Request& request);
  Answer audio(Request& request, const std::string& track);
  Json track_json(const Snapshot& snapshot, std::size_t place, const record::Record& record) const;
  // What the listener says, and work in the background (api_jobs.cpp)
  Answer feedback(Request& request);
  Answer taste(Request& request);
  Answer train_taste(Request& request);
  Answer folders(Request& request);
  Answer scan(Request& request);
  Json taste_json(const TasteTraining::Status& status, const Snapshot& snapshot) const;
  void tell_taste(const TasteTraining::Status& status);
  void tell_scan(const ScanJob::Status& status);

  const Settings settings_;
  Events& events_;
  const std::string base_path_;  // of the base URL
  Guard guard_;
  analysis::Analyser analyser_;
  std::string model_name_;
  Folders folders_;
  Uploads uploads_;
  std::counting_semaphore<1024> drawing_;  // pictures at once
  Library library_;
  TasteTraining taste_;
  ScanJob scan_;
  AnalysisQueue queue_;  // last: what it runs uses the others
};

}  // namespace melsift::web
