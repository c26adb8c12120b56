// Analyses of uploaded tracks, kept for a while.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "analysis/analyser.h"

namespace melsift::web {

// An analysis and its pictures.
struct Upload {
  explicit Upload(analysis::Analysis&& made) : analysis(std::move(made)) {}

  const analysis::Analysis analysis;
  std::mutex mutex;                             // of the members below
  std::map<std::string, std::string> pictures;  // by "light.png", ...
};

// Thread-safe.
class Uploads {
 public:
  static constexpr std::size_t kMax = 100;
  static constexpr std::size_t kMaxBytes = std::size_t{128} << 20;  // of samples

  // Stores it and returns its id; drops the least recently used analyses if necessary.
  std::string add(analysis::Analysis&& analysed);
  // Nothing if the id is unknown or its analysis was dropped.
  std::shared_ptr<Upload> find(const std::string& id);

 private:
  struct Kept {
    std::string id;
    std::shared_ptr<Upload> upload;
  };

  std::mutex mutex_;
  std::list<Kept> kept_;  // the latest first
  std::map<std::string, std::list<Kept>::iterator> by_id_;
  std::size_t bytes_ = 0;
};

}  // namespace melsift::web
