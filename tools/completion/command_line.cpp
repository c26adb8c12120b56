#include "tools/completion/command_line.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "tools/front/guides.h"

namespace melsift::completion {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

bool is_kind(const std::string& alternative) {
  return alternative.empty() || std::isupper(static_cast<unsigned char>(alternative.front())) != 0;
}

// Lower-case alternatives are words, FILE and FILE.json are files.
void set_kind(Argument& argument, const std::string& kind) {
  argument.kind = kind;
  for (const std::string& alternative : split(kind, '|')) {
    if (alternative.starts_with("FILE"))
      argument.file = true;
    else if (!is_kind(alternative))
      argument.words.push_back(alternative);
  }
}

Argument argument_of(const std::vector<std::string>& fields) {
  Argument argument;
  argument.names = split(fields[2], ',');
  set_kind(argument, fields[3]);
  argument.many = fields[4] == "many";
  argument.help = fields[5];
  return argument;
}

Command& command_at(std::vector<Command>& commands, const std::string& path) {
  const auto found = std::ranges::find(commands, path, &Command::path);
  if (found == commands.end()) throw std::runtime_error("no command \"" + path + "\"");
  return *found;
}

// The options of the front command.
Command front_command() {
  Command front;
  front.options = {{.names = {"-h", "--help"}, .help = "print the list of tools"},
                   {.names = {"--version"}, .help = "print the versions"},
                   {.names = {"--exec-path"}, .help = "print the folder of the tools"}};
  return front;
}

void add_command(std::vector<Command>& commands, const std::vector<std::string>& fields) {
  const std::string& path = fields[1];
  const std::size_t blank = path.rfind(' ');
  command_at(commands, blank == std::string::npos ? "" : path.substr(0, blank))
      .commands.push_back(path.substr(blank + 1));
  commands.push_back({.path = path, .summary = fields[2]});
}

}  // namespace

std::vector<Command> read_tables(std::istream& tables) {
  std::vector<Command> commands = {front_command()};
  std::string line;
  while (std::getline(tables, line)) {
    const auto fields = split(line, '\t');
    if (fields[0] == "command" && fields.size() == 3)
      add_command(commands, fields);
    else if (fields[0] == "option" && fields.size() == 6)
      command_at(commands, fields[1]).options.push_back(argument_of(fields));
    else if (fields[0] == "operand" && fields.size() == 6)
      command_at(commands, fields[1]).operands.push_back(argument_of(fields));
    else
      throw std::runtime_error("not a line of an option table: " + line);
  }
  Command help{.path = "help", .summary = "Show the manual page of a tool, or a guide."};
  help.commands = commands.front().commands;
  for (const front::Guide& guide : front::kGuides) help.commands.emplace_back(guide.name);
  commands.push_back(help);
  commands.front().commands.push_back("help");
  return commands;
}

std::string join(const std::vector<std::string>& words, const std::string& separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace melsift::completion
