// The subcommands of collect.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// A subcommand: its options, and its work after they are parsed.
struct CollectCommand {
  OptionParser parser;
  std::function<void()> run;
};

// Each adds its subcommand, with options, to command.parser().
CollectCommand add_scan(Command& command);
CollectCommand add_import(Command& command);
CollectCommand add_export(Command& command);
CollectCommand add_like(Command& command);
CollectCommand add_dislike(Command& command);
CollectCommand add_play(Command& command);
CollectCommand add_import_listens(Command& command);
CollectCommand add_cluster(Command& command);
CollectCommand add_write_tags(Command& command);
CollectCommand add_duplicates(Command& command);
CollectCommand add_index(Command& command);
CollectCommand add_spotify(Command& command);
CollectCommand add_musicbrainz(Command& command);
CollectCommand add_listenbrainz(Command& command);

// Adds the tracks of a look-up to a database, which is created if it does not exist.  Tracks that
// it already has, by path or by artist and title, only gain missing fields.  Counts each.  Throws
// Error.
void import_records(Command& command, const std::string& database,
                    std::span<const record::Record> tracks);

}  // namespace melsift::tools
