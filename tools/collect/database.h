// Code that the subcommands of collect share.
#pragma once

#include <string>
#include <vector>

#include "base/path_map.h"
#include "catalogue/store.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Adds --db, whose default is the default library (see default_library.h).
void add_database(OptionParser& parser, std::string& path);

// Adds --output and --format, of a table or JSON Lines.
void add_report(OptionParser& parser, std::string& output, std::string& format);

// Adds --map-path, for paths of the input or the output.
void add_path_map(OptionParser& parser, std::vector<std::string>& texts);
// Throws UsageError for an invalid text.
PathMap path_map(const std::vector<std::string>& texts);

// The catalogue at `path`, created if it does not exist; the folder of the default library is
// created, too, and a note says so.  Throws UsageError if `path` is empty, and what Store::open
// throws.
catalogue::Store open_or_make_catalogue(const Command& command, const std::string& path);

// An existing catalogue.  Throws UsageError if `path` is empty, Error not_found, and what
// Store::open throws.
catalogue::Store open_catalogue(const std::string& path, catalogue::Mode mode);

// "1200 tracks", "1 track".
std::string counted(long long count, const std::string& noun);

}  // namespace melsift::tools
