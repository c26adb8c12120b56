// What the subcommands of collect share.
#pragma once

#include <string>

#include "catalogue/store.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Adds --db, which must be given.
void add_database(OptionParser& parser, std::string& path);

// A catalogue that is there.  Throws Error not_found, and what Store::open throws.
catalogue::Store open_catalogue(const std::string& path, catalogue::Mode mode);

// "1200 tracks", "1 track".
std::string counted(long long count, const std::string& noun);

}  // namespace melsift::tools
