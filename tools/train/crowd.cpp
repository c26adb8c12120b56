#include "tools/train/crowd.h"

#include <optional>

#include <unistd.h>

#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"
#include "crowd/crowd_model.h"
#include "crowd/listen_history.h"
#include "tools/records/read_records.h"
#include "tools/train/closing.h"
#include "tools/train/files.h"

namespace melsift::tools {

void train_crowd(Command& command, const std::vector<std::string>& files,
                 const crowd::Settings& settings, const std::string& output, unsigned threads,
                 std::uint64_t seed) {
  auto paths = files;
  if (paths.empty()) {
    if (::isatty(STDIN_FILENO) == 1)
      throw UsageError("a file of listens, or listens on standard input, are required");
    paths.emplace_back("-");
  }
  command.set_items("rows");
  // Opened before the listens are read, so that a mistyped folder is found at once.  A file is
  // opened again for writing, so that a killed training leaves no partial file.
  std::optional<OutputFile> out(output);
  if (!checkpoint_beside(output).empty()) out.reset();
  const crowd::Listens listens = crowd::read_listens(listen_files(command, paths));
  command.note(std::to_string(listens.count()) + " listens of " +
               std::to_string(listens.users().size()) + " users to " +
               std::to_string(listens.items().size()) + " items");
  const auto parts = crowd::train_crowd(
      listens, settings, seed, thread_count(threads), [&](int done, double loss) {
        command.note("iteration " + std::to_string(done) + "/" +
                     std::to_string(settings.als.iterations) + "  loss " + to_fixed(loss, 4));
      });
  if (!out) out.emplace(output);
  out->write(crowd::encode_crowd(parts));
  out->close();
  command.note("model written to " + out->path());
  if (output != "-" && paths.size() == 1 && paths.front() != "-")
    command.note("next: melsift recommend --crowd " + shell_word(output) + " --listens " +
                 shell_word(paths.front()) + " --user NAME");
}

}  // namespace melsift::tools
