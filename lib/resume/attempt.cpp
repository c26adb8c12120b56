#include "resume/attempt.h"

#include <new>
#include <string_view>
#include <utility>

#include "base/error.h"

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
    failure = error.what();
  } catch (const std::bad_alloc&) {
    failure = where + ": out of memory";
  }
}

JournalEntry Attempt::failure_entry() const {
  JournalEntry entry;
  entry.path = path;
  entry.stamp = stamp;
  // The entry names the path already.  Without it, equal failures have equal words.
  std::string_view words = *failure;
  for (const std::string& culprit : {where + ": ", path + ": "})
    if (words.starts_with(culprit)) words.remove_prefix(culprit.size());
  entry.error = words;
  return entry;
}

}  // namespace melsift::resume
