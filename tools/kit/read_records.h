// Files of records, and listening histories, without what is bad in them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "record/listen_files.h"
#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// The good records of a file (JSON Lines, CSV, a catalogue's database; "-" is standard input),
// appended to `records`.
// Each record is counted; a bad one is reported.  Throws Error where the file can't be read at all.
void read_records(Command& command, const std::string& path, std::vector<record::Record>& records);

// Calls `use` with each good record of the files, one by one, and where it stands
// ("tracks.jsonl:17").  Each is counted; what is bad is reported and passed over: a record, a file
// that can't be read, and a record for which `use` throws Error.  No file is standard input; that
// being a terminal is a usage error.
void for_each_record(
    Command& command, std::vector<std::string> paths,
    const std::function<void(const record::Record& record, const std::string& where)>& use);

// The rows of listening histories.  The command counts them and reports the bad ones.
record::ListenFiles listen_files(Command& command, std::vector<std::string> paths);

}  // namespace melsift::tools
