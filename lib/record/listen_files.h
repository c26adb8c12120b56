// Listening histories in several files, without their bad rows.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/listen_reader.h"

namespace melsift::record {

// The rows of the files, one file after another; "-" is standard input.
class ListenFiles {
 public:
  // Receives each row.
  struct Watcher {
    std::function<void()> done;
    std::function<void(std::string_view message)> failed;
  };
  ListenFiles(std::vector<std::string> paths, Watcher watcher);

  // Passes the next row, and its place ("listens.tsv:17"), to `take`.  A bad row, a row for which
  // `take` throws Error, and a missing or invalid file are failures: `failed` is called, and they
  // are skipped.  False at the end.  Throws Error io if reading fails: a part of the listens must
  // not look like the whole.
  using Take = std::function<void(const ListenRow& row, const std::string& where)>;
  bool next(const Take& take);

 private:
  std::vector<std::string> paths_;
  Watcher watcher_;
  std::size_t next_path_ = 0;
  std::optional<ListenReader> reader_;
};

}  // namespace melsift::record
