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
// Each record is counted; a bad one is reported.  Throws Error if the file can't be opened, or not
// be read to its end.
void read_records(Command& command, const std::string& path, std::vector<record::Record>& records);

// Calls `use` with each good record of the files, one by one, and where it stands
// ("tracks.jsonl:17").  Each is counted.  Bad items are reported and passed over: an invalid
// record, a missing or invalid file, and a record for which `use` throws Error.  If the system
// refuses to read or write, in `use` too, no other record would fare better: throws Error io.  A
// catalogue that can't be read to its end throws, too.  Shows the progress.  No file means standard
// input; a terminal there is a usage error.
void for_each_record(
    Command& command, std::vector<std::string> paths,
    const std::function<void(const record::Record& record, const std::string& where)>& use);

// The rows of listening histories.  The command counts them and reports the bad ones.
record::ListenFiles listen_files(Command& command, std::vector<std::string> paths);

}  // namespace melsift::tools
