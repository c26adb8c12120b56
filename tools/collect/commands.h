// The subcommands of collect.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// A subcommand: its part of the command line, and what it does once that is parsed.
struct CollectCommand {
  OptionParser parser;
  std::function<void()> run;
};

// Each adds its subcommand and the options of it to command.parser().
CollectCommand add_scan(Command& command);
CollectCommand add_import(Command& command);
CollectCommand add_export(Command& command);
CollectCommand add_like(Command& command);
CollectCommand add_dislike(Command& command);
CollectCommand add_play(Command& command);
CollectCommand add_import_listens(Command& command);
CollectCommand add_index(Command& command);
CollectCommand add_spotify(Command& command);
CollectCommand add_musicbrainz(Command& command);
CollectCommand add_listenbrainz(Command& command);

// Puts tracks that were looked up into a database, made where it is not there: those that it has
// already, by path or by artist and title, only gain fields that they lack.  Each is counted.
// Throws Error.
void import_records(Command& command, const std::string& database,
                    std::span<const record::Record> tracks);

}  // namespace melsift::tools
