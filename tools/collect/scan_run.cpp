#include "tools/collect/scan_run.h"

#include <utility>

#include "catalogue/language_guess.h"
#include "scan/pruning.h"
#include "tools/collect/database.h"
#include "tools/kit/progress.h"

namespace melsift::tools {

Scan::Scan(Command& command, const ScanOptions& options, catalogue::Store& store,
           const analysis::TrackReader& reader)
    : command_(command),
      options_(options),
      store_(store),
      inputs_(open_inputs(command, options.operands, options.inputs)),
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
  name_items(command_, inputs_);
  find_lost_tracks();
  if (options_.guess_language) guessed_ = store_.guess_languages(catalogue::guess_language);
  print_summary();
}

bool Scan::next(scan::Candidate& candidate) {
  Input input;
  if (!inputs_.next(input)) return false;
  candidate.path = input.record.path;
  candidate.where = input.where;
  if (input.audio || input.record.path.empty())
    candidate.failure = "it has no path, and a catalogue contains files";
  return true;
}

void Scan::find_lost_tracks() {
  std::vector<std::string> paths = options_.operands;
  std::erase(paths, "-");
  prunes_ = options_.prune && inputs_.whole() && scan::may_prune(paths);
  if (options_.prune && !prunes_)
    command_.warning("nothing is pruned, because not all of the input could be read");
  const scan::LostTracks tracks = scan::find_lost_tracks(store_, paths, prunes_);
  lost_ = tracks.lost;
  if (tracks.kept > 0)
    command_.warning(counted(tracks.kept, "lost track") +
                     " not dropped, because their folder is empty or a link is broken: a disk may "
                     "not be mounted");
}

void Scan::print_summary() const {
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
