#include "web/body_pipe.h"

namespace melsift::web {

bool BodyPipe::push(std::string_view piece) {
  pushed_ += piece.size();
  const std::lock_guard lock(mutex_);
  bytes_.append(piece);
  changed_.notify_one();
  return bytes_.size() < kRoom;
}

void BodyPipe::finish() {
  const std::lock_guard lock(mutex_);
  is_finished_ = true;
  changed_.notify_one();
}

void BodyPipe::cancel() {
  const std::lock_guard lock(mutex_);
  is_broken_ = true;
  changed_.notify_one();
}

bool BodyPipe::read(const std::function<bool(std::string_view)>& use) {
  std::string piece;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !bytes_.empty() || is_finished_ || is_broken_; });
      if (is_broken_) return false;
      if (bytes_.empty()) break;
      piece.clear();
      piece.swap(bytes_);
    }
    if (piece.size() >= kRoom) on_room_();
    if (!use(piece)) return false;
  }
  was_read_completely_ = true;
  return true;
}

}  // namespace melsift::web
