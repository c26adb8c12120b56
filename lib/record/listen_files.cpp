#include "record/listen_files.h"

#include <utility>

#include "base/error.h"

namespace melsift::record {

ListenFiles::ListenFiles(std::vector<std::string> paths, Watcher watcher)
    : paths_(std::move(paths)), watcher_(std::move(watcher)) {}

bool ListenFiles::next(const Take& take) {
  for (ListenRow row;;) {
    try {
      if (!reader_) {
        if (next_path_ == paths_.size()) return false;
        reader_.emplace(paths_[next_path_++]);
      }
      if (reader_->next(row)) {
        take(row, reader_->where());
        watcher_.done();
        return true;
      }
      reader_.reset();
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io) throw;
      watcher_.failed(failure.what());
      if (failure.kind() != ErrorKind::corrupt)
        reader_.reset();  // later rows would have the same error
    }
  }
}

}  // namespace melsift::record
