// A tool's command line as a table that other programs read: shell completions are made from it.
#pragma once

#include <string>

#include "tools/kit/option_parser.h"

namespace melsift::tools {

// Lines of fields separated by tabs; the first field is the kind of the line:
//
//   command  PATH  SUMMARY                    a tool or one of its commands: "collect scan"
//   option   PATH  NAMES  VALUE  ARITY  HELP  separated by commas: "-o,--output"
//   operand  PATH  NAME   VALUE  ARITY  HELP
//
// VALUE is empty for a flag.  Otherwise it has the alternatives that --help shows, separated by
// "|": words in lower case are literal, FILE is a file, and the others are kinds of values
// ("adam|adamw|sgd", "artist|folder|FILE", "N").  An operand is a file.  ARITY is "many" if the
// option may be repeated, else "one".  HELP is the first line of the help.  Hidden options are left
// out.  Options of an outer command are also listed for its subcommands.  The last line has no
// newline.
std::string option_table(const OptionParser& parser, const std::string& tool);

}  // namespace melsift::tools
