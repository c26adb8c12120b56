// Listening histories as tools read them: bad rows are reported and left out.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "record/listen_reader.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// The rows of several files, one file after the other; "-" is standard input.
class ListenFiles {
 public:
  ListenFiles(Command& command, std::vector<std::string> paths)
      : command_(command), paths_(std::move(paths)) {}

  // Hands the next row, and where it is ("listens.tsv:17"), to `take`.  A bad row, one for which
  // `take` throws, and a file that can't be read are counted as failures of the command and passed
  // over.  False at the end.
  using Take = std::function<void(const record::ListenRow& row, const std::string& where)>;
  bool next(const Take& take);

 private:
  Command& command_;
  std::vector<std::string> paths_;
  std::size_t next_path_ = 0;
  std::optional<record::ListenReader> reader_;
};

}  // namespace melsift::tools
