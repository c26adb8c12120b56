#include "resume/attempt.h"

#include <new>
#include <utility>

namespace melsift::resume {

Attempt::Attempt(std::string track_path, std::string name, bool is_on_disk)
    : path(std::move(track_path)),
      where(std::move(name)),
      on_disk(is_on_disk),
      stamp(on_disk ? file_stamp(path) : std::nullopt) {}

void Attempt::run(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    failure = error;
  } catch (const std::bad_alloc&) {
    failure = Error(ErrorKind::io, where, "out of memory");
  }
}

JournalEntry Attempt::failure_entry() const {
  JournalEntry entry;
  entry.path = path;
  if (failure->kind() != ErrorKind::io) entry.stamp = stamp;
  // The entry has the path.  Without it in the message, equal failures have equal messages.
  entry.error = message_beside(*failure, {where, path});
  return entry;
}

}  // namespace melsift::resume
