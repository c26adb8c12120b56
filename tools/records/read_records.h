// Reads files of records, and listening histories, without bad items.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "record/listen_files.h"
#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// The good records of a file (JSON Lines, CSV, a catalogue's database; "-" is standard input),
// appended to `records`.  Counts each record and reports bad ones.  Throws Error if the file can't
// be opened or read to its end.
void read_records(Command& command, const std::string& path, std::vector<record::Record>& records);

// Calls `use` with each good record of the files, one by one, and its place ("tracks.jsonl:17").
// Counts each record.  Bad items are reported and skipped: an invalid record, a missing or invalid
// file, and a record for which `use` throws Error.  If the system fails to read or write, also in
// `use`, throws Error io, because other records would fail, too.  A catalogue that can't be read to
// its end also throws.  Shows the progress.  No file means standard input; a terminal there is a
// usage error.
void for_each_record(
    Command& command, std::vector<std::string> paths,
    const std::function<void(const record::Record& record, const std::string& where)>& use);

// The rows of listening histories.  The command counts them and reports the bad ones.
record::ListenFiles listen_files(Command& command, std::vector<std::string> paths);

}  // namespace melsift::tools
