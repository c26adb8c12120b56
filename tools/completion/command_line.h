// The command lines of melsift's tools, as their option tables tell them (kit/option_table.h).
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace melsift::completion {

struct Argument {
  std::vector<std::string> names;  // "-o", "--output"; an operand's only name
  std::string help = {};
  std::string kind = {};                // its value in --help; empty for a flag
  std::vector<std::string> words = {};  // literal values
  bool file = false;                    // whether the value is a file name
  bool many = false;                    // whether it may be repeated
};

struct Command {
  std::string path;  // "collect scan"
  std::string summary;
  std::vector<Argument> options = {};
  std::vector<Argument> operands = {};
  std::vector<std::string> commands = {};  // names of its subcommands

  std::string name() const { return path.substr(path.rfind(' ') + 1); }
};

// All commands, each before its subcommands; the first is melsift itself, whose path is empty and
// whose subcommands are the tools and "help".  Throws std::runtime_error at a line that is not part
// of a table.
std::vector<Command> read_tables(std::istream& tables);

// The scripts.
std::string bash_script(const std::vector<Command>& commands);
std::string zsh_script(const std::vector<Command>& commands);
std::string fish_script(const std::vector<Command>& commands);

// `words` with `separator` between them.
std::string join(const std::vector<std::string>& words, const std::string& separator = " ");
// Quotes a text as one word of a shell: 'don'\''t'.  fish reads \\ within quotes as a backslash,
// too, and knows \'.
std::string quoted(const std::string& text);

}  // namespace melsift::completion
