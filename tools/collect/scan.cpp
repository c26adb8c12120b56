#include <memory>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "base/text_encoding.h"
#include "catalogue/language_guess.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/collect/scan_run.h"
#include "tools/kit/models.h"

namespace melsift::tools {

CollectCommand add_scan(Command& command) {
  auto options = std::make_shared<ScanOptions>();
  OptionParser parser =
      command.parser().subcommand("scan", "add or update music files: tags and sound");
  parser.operand("music", options->operands,
                 "music folders and files; - reads a list of files from standard input");
  add_database(parser, options->database);
  const auto model = add_models(parser, options->models,
                                "model that describes the sound (default: the bundled one)");
  add_options(parser, options->inputs);
  parser
      .flag("--no-sound", options->settings.no_sound, "read tags only, without analysing the sound")
      .excludes(model);
  parser
      .option("--tag-encoding", options->tag_encoding,
              "encoding of old tags, such as windows-1251; auto guesses it (default: auto for new "
              "and changed files)")
      .value_name("NAME");
  parser.flag("--prune", options->prune, "drop tracks of deleted files");
  parser.flag("--retry", options->settings.retry, "retry files that failed in an earlier scan");
  parser.flag("--guess-language", options->guess_language,
              "guess missing languages from title and artist");
  parser
      .option("-j,--threads", options->settings.threads,
              "number of threads; 0: all cores (default: 0)")
      .value_name("N")
      .range(0, 1024);
  return {parser, [&command, options] {
            if (options->operands.empty())
              throw UsageError("a music folder or file, or - for a list of files, is required");
            if (options->guess_language && !catalogue::can_guess_language())
              throw UsageError("--guess-language: this melsift was built without CLD2");
            std::optional<TextEncoding> old_text;
            command.check([&] {
              if (!options->tag_encoding.empty() && options->tag_encoding != "auto")
                old_text.emplace(options->tag_encoding);
            });
            options->settings.any_tag_encoding = options->tag_encoding.empty();
            options->settings.threads = thread_count(options->settings.threads);
            command.set_items("files");
            const analysis::TrackReader reader(models_or_default(options->models),
                                               !options->settings.no_sound,
                                               options->settings.threads, std::move(old_text));
            auto store = open_or_make_catalogue(command, options->database);
            if (options->models.empty() && reader.committee())
              note_bundled_models(command, *reader.committee());
            Scan(command, *options, store, reader).run();
          }};
}

}  // namespace melsift::tools
