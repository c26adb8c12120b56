#include "crowd/listen_history.h"

#include <string>
#include <utility>

namespace melsift::crowd {

Listens read_listens(record::ListenFiles files) {
  Listens::Builder listens;
  const auto add = [&](const record::ListenRow& row, const std::string&) { listens.add(row); };
  while (files.next(add)) {
  }
  return std::move(listens).build();
}

}  // namespace melsift::crowd
