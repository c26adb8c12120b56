#include "web/uploads.h"

#include <utility>

#include "web/token.h"

namespace melsift::web {
namespace {

std::size_t bytes_of(const Upload& upload) {
  return upload.analysis.samples.size() * sizeof(upload.analysis.samples[0]);
}

}  // namespace

std::string Uploads::add(analysis::Analysis&& analysed) {
  analysed.samples.shrink_to_fit();
  const std::string id = random_hex(16);
  auto upload = std::make_shared<Upload>(std::move(analysed));
  const std::lock_guard lock(mutex_);
  bytes_ += bytes_of(*upload);
  kept_.push_front({id, std::move(upload)});
  by_id_[id] = kept_.begin();
  while (kept_.size() > 1 && (kept_.size() > kMax || bytes_ > kMaxBytes)) {
    bytes_ -= bytes_of(*kept_.back().upload);
    by_id_.erase(kept_.back().id);
    kept_.pop_back();
  }
  return id;
}

std::shared_ptr<Upload> Uploads::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->upload;
}

}  // namespace melsift::web
