#include "tools/collect/scan_run.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/disk_file.h"
#include "catalogue/language_guess.h"
#include "catalogue/track_name.h"
#include "tools/collect/database.h"
#include "tools/kit/progress.h"

namespace melsift::tools {

Scan::Scan(Command& command, const ScanOptions& options, catalogue::Store& store,
           const analysis::TrackReader& reader)
    : command_(command),
      options_(options),
      store_(store),
      inputs_(command, options.operands),
      watcher_{[this] { command_.count_done(); },
               [this](const std::string& message) { command_.count_failed(message); },
               [this] { command_.count_failed_before(); }},
      scanner_(store, reader, options.settings, watcher_) {}

void Scan::run() {
  {
    Progress progress(command_, "tracks", [&](const auto& stop) { return inputs_.count(stop); });
    for (auto* told : {&watcher_.done, &watcher_.failed_before})
      *told = [then = std::move(*told), &progress] {
        then();
        progress.step();
      };
    watcher_.failed = [then = std::move(watcher_.failed), &progress](const std::string& message) {
      then(message);
      progress.step();
    };
    scanner_.run([&](scan::Candidate& candidate) { return next(candidate); });
  }
  count_lost_files();
  if (options_.guess_language) guessed_ = store_.guess_languages(catalogue::guess_language);
  say_summary();
}

bool Scan::next(scan::Candidate& candidate) {
  Input input;
  if (!inputs_.next(input)) return false;
  candidate.path = input.record.path;
  candidate.where = input.where;
  if (input.audio || input.record.path.empty())
    candidate.failure = input.where + ": a catalogue holds files; this has no path";
  return true;
}

void Scan::count_lost_files() {
  // A folder that is not there may be on a disk that is not there.
  const bool whole =
      inputs_.whole() && std::ranges::none_of(options_.operands, [](const std::string& operand) {
        return operand != "-" && is_gone(operand);
      });
  prunes_ = options_.prune && whole;
  if (options_.prune && !prunes_)
    command_.warning("nothing is pruned, because not all of the input could be read");
  std::unordered_set<long long> lost, kept;  // folders may overlap
  store_.transaction([&] {
    for (const std::string& operand : options_.operands) {
      if (operand == "-") continue;
      const std::string path = catalogue::file_path(operand);
      store_.for_each_file(path, [&](catalogue::KnownFile&& file) {
        if (is_gone(file.path))
          (prunes_ && may_be_unmounted(file.path) ? kept : lost).insert(file.track);
      });
      if (prunes_) store_.drop_lost_failures(path);
    }
    if (prunes_)
      for (const long long track : lost) store_.drop(track);
  });
  lost_ = static_cast<long long>(lost.size());
  if (!kept.empty())
    command_.warning(counted(static_cast<long long>(kept.size()), "lost track") +
                     " not dropped, being of an empty folder or a broken link: a disk may not be "
                     "mounted");
}

void Scan::say_summary() const {
  const scan::Counts& counts = scanner_.counts();
  std::string parts;
  const auto add = [&](long long count, const std::string& words) {
    if (count > 0) parts += (parts.empty() ? "" : ", ") + std::to_string(count) + " " + words;
  };
  add(counts.added, "new");
  add(counts.changed, "changed");
  add(counts.renamed, "renamed");
  add(lost_, prunes_ ? "gone and dropped" : "gone (--prune drops them)");
  add(guessed_, "guessed languages");
  add(counts.failed, "failed");
  add(counts.failed_before, "failed before (--retry tries them again)");
  command_.note(counted(counts.done(), "track") + ": " + (parts.empty() ? "nothing new" : parts));
}

}  // namespace melsift::tools
