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

// An analysis and the pictures that were made of it.
struct Upload {
  explicit Upload(analysis::Analysis&& made) : analysis(std::move(made)) {}

  const analysis::Analysis analysis;
  std::mutex mutex;                             // of what follows
  std::map<std::string, std::string> pictures;  // by "light.png", ...
};

// Thread-safe.
class Uploads {
 public:
  static constexpr std::size_t kMax = 100;
  static constexpr std::size_t kMaxBytes = std::size_t{128} << 20;  // of samples

  // Keeps it and returns its id; the least lately used ones give way.
  std::string add(analysis::Analysis&& analysed);
  // Nothing where it is not known, or no longer.
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
