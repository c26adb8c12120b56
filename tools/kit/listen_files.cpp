#include "tools/kit/listen_files.h"

#include "base/error.h"

namespace melsift::tools {

bool ListenFiles::next(const Take& take) {
  for (record::ListenRow row;;) {
    try {
      if (!reader_) {
        if (next_path_ == paths_.size()) return false;
        reader_.emplace(paths_[next_path_++]);
      }
      if (reader_->next(row)) {
        take(row, reader_->where());
        command_.count_done();
        return true;
      }
      reader_.reset();
    } catch (const Error& failure) {
      command_.count_failed(failure.what());
      if (failure.kind() != ErrorKind::corrupt) reader_.reset();  // no later row would be better
    }
  }
}

}  // namespace melsift::tools
