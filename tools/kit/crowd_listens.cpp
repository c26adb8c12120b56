#include "tools/kit/crowd_listens.h"

#include <utility>

#include "tools/kit/listen_files.h"

namespace melsift::tools {

crowd::Listens read_listens(Command& command, const std::vector<std::string>& paths) {
  crowd::Listens::Builder listens;
  ListenFiles files(command, paths);
  const auto add = [&](const record::ListenRow& row, const std::string&) { listens.add(row); };
  while (files.next(add)) {
  }
  return std::move(listens).build();
}

}  // namespace melsift::tools
