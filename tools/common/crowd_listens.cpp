#include "common/crowd_listens.h"

#include <utility>

#include "base/error.h"

namespace melsift::tools {
namespace {

void read_into(Command& command, const std::string& path, crowd::Listens::Builder& listens) {
  crowd::ListenReader reader(path);
  for (bool more = true; more;) {
    try {
      crowd::ListenRow row;
      more = reader.next(row);
      if (!more) break;
      listens.add(row);
      command.count_done();
    } catch (const Error& failure) {
      command.count_failed(failure.what());
      if (failure.kind() != ErrorKind::corrupt) break;  // no row after it would be any better
    }
  }
}

}  // namespace

crowd::Listens read_listens(Command& command, const std::vector<std::string>& paths) {
  crowd::Listens::Builder listens;
  for (const std::string& path : paths) {
    try {
      read_into(command, path, listens);
    } catch (const Error& failure) {
      command.count_failed(failure.what());
    }
  }
  return std::move(listens).build();
}

}  // namespace melsift::tools
