#include "catalogue/user_plays.h"

#include "base/error.h"
#include "catalogue/store.h"
#include "record/listen_reader.h"

namespace melsift::catalogue {

std::map<std::string, double> plays_of_user(const std::string& path, const std::string& user) {
  std::map<std::string, double> plays;
  if (path != "-" && is_database(path)) {
    for (const Listen& listen : Store::open(path, Mode::read).listens())
      if (listen.user == user) plays[listen.item] += static_cast<double>(listen.plays);
  } else {
    record::ListenReader reader(path);
    for (record::ListenRow row; reader.next(row);)
      if (row.user == user) plays[row.item] += row.plays;
  }
  if (plays.empty()) throw Error(ErrorKind::not_found, path, "has no listens of user " + user);
  return plays;
}

}  // namespace melsift::catalogue
