#include <memory>

#include "base/parallel.h"
#include "catalogue/language_guess.h"
#include "common/collect_commands.h"
#include "common/collect_database.h"
#include "common/collect_scan_run.h"
#include "common/models.h"

namespace melsift::tools {

CollectCommand add_scan(Command& command) {
  auto options = std::make_shared<ScanOptions>();
  CLI::App* app = add_subcommand(command, "scan", "enter the tags and the sound of music files");
  app->add_option("music", options->operands, "folders and files; - is a list of files on stdin")
      ->type_name("");
  add_database(*app, options->database);
  auto* model =
      add_models(*app, options->models, "let this model's front end and scores describe the sound");
  app->add_flag("--no-sound", options->settings.no_sound, "only read the tags")->excludes(model);
  app->add_flag("--prune", options->prune, "drop tracks whose file is gone");
  app->add_flag("--retry", options->settings.retry, "try files again that failed before");
  app->add_flag("--guess-language", options->guess_language,
                "guess languages that are not known by title and artist");
  app->add_option("-j,--threads", options->settings.threads, "threads; 0 is all cores (default: 0)")
      ->type_name("N")
      ->check(CLI::Range(0, 1024).description(""));
  return {app, [&command, options] {
            if (options->operands.empty())
              throw CLI::RequiredError("a folder or a file of music, or - for a list of files");
            if (options->guess_language && !catalogue::can_guess_language())
              throw CLI::ValidationError("--guess-language: this melsift was built without CLD2");
            options->settings.threads = thread_count(options->settings.threads);
            command.set_items("files");
            const scan::TrackReader reader(models_or_default(options->models),
                                           !options->settings.no_sound, options->settings.threads);
            if (options->models.empty() && reader.committee())
              tell_default_models(command, *reader.committee());
            auto store = catalogue::Store::open(options->database, catalogue::Mode::write);
            Scan(command, *options, store, reader).run();
          }};
}

}  // namespace melsift::tools
