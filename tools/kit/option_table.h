// A tool's command line as a table that other programs read: shell completions are made from it.
#pragma once

#include <string>

#include "tools/kit/option_parser.h"

namespace melsift::tools {

// Lines of fields parted by tabs; the first field tells what the line is:
//
//   command  PATH  SUMMARY                    a tool or one of its commands: "collect scan"
//   option   PATH  NAMES  VALUE  ARITY  HELP  names parted by commas: "-o,--output"
//   operand  PATH  NAME   VALUE  ARITY  HELP
//
// VALUE is empty for a flag.  Else it is what --help shows: alternatives parted by "|", of which
// those in lower case are words to be given as they stand, FILE is a file, and the rest are words
// of other kinds: "adam|adamw|sgd", "artist|folder|FILE", "N".  An operand is a file. ARITY is
// "one" or "many": whether it may be given again. A line of help is its first; hidden options are
// left out; options that a command takes for the one it belongs to are listed for both.  The last
// line does not end.
std::string option_table(const OptionParser& parser, const std::string& tool);

}  // namespace melsift::tools
