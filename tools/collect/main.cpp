// collect: a catalogue of a music collection.  See melsift-collect(1).
#include <vector>

#include "tools/collect/commands.h"
#include "tools/kit/command.h"

int main(int argc, char** argv) {
  using namespace melsift;
  return tools::run("collect", "Keep a catalogue of your music.", argc, argv,
                    [](tools::Command& command) {
                      command.parser().require_subcommand();
                      const std::vector<tools::CollectCommand> commands = {
                          tools::add_scan(command),           tools::add_import(command),
                          tools::add_export(command),         tools::add_like(command),
                          tools::add_dislike(command),        tools::add_play(command),
                          tools::add_import_listens(command), tools::add_index(command),
                          tools::add_spotify(command),        tools::add_musicbrainz(command),
                          tools::add_listenbrainz(command),   tools::add_duplicates(command),
                          tools::add_cluster(command),        tools::add_write_tags(command),
                      };
                      command.parse();
                      for (const tools::CollectCommand& one : commands)
                        if (one.parser.parsed()) one.run();
                    });
}
