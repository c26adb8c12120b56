#include "tools/completion/command_line.h"

namespace melsift::completion {
namespace {

constexpr const char* kFunctions = R"zsh(
_melsift_word_or_file() {
  _alternative "words:word:($*)" 'files:file:_files'
}
)zsh";

// The text with a backslash before each of `special`.
std::string escaped(const std::string& text, const std::string& special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string function_name(const Command& command) {
  std::string name = "_melsift";
  if (!command.path.empty()) name += "_" + command.path;
  for (char& c : name)
    if (c == ' ') c = '_';
  return name;
}

// How to complete the argument: "(adam adamw sgd)", "_files", or a blank for only the hint.
std::string action(const Argument& argument) {
  const std::string words = join(argument.words);
  if (argument.file) return words.empty() ? "_files" : " _melsift_word_or_file " + words;
  return words.empty() ? " " : "(" + words + ")";
}

std::string option_spec(const Argument& option) {
  std::string spec = option.many ? quoted("*") : quoted("(" + join(option.names) + ")");
  std::vector<std::string> names;
  for (const std::string& name : option.names) {
    const char* suffix = option.kind.empty() ? "" : name.starts_with("--") ? "=" : "+";
    names.push_back(name + suffix);
  }
  spec += names.size() > 1 ? "{" + join(names, ",") + "}" : names.front();
  std::string rest = "[" + escaped(option.help, "[]\\") + "]";
  if (!option.kind.empty()) {
    const std::string hint = option.words.empty() ? option.kind : option.names.back().substr(2);
    rest += ":" + escaped(hint, ":\\") + ":" + action(option);
  }
  return spec + quoted(rest);
}

std::string operand_spec(const Argument& operand) {
  return quoted(std::string(operand.many ? "*" : "") + ":" + escaped(operand.names.front(), ":\\") +
                ":" + action(operand));
}

// A command with subcommands: its own options, the name of a subcommand, and then the arguments of
// that.
std::string branch_function(const std::vector<Command>& commands, const Command& command) {
  std::string text = function_name(command) + "() {\n  local curcontext=$curcontext state line\n" +
                     "  typeset -A opt_args\n  _arguments -C -s";
  for (const Argument& option : command.options) text += " \\\n    " + option_spec(option);
  text += " \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n";
  text += "  case $state in\n    command)\n      local -a names=(\n";
  const std::string prefix = command.path.empty() ? "" : command.path + " ";
  for (const std::string& name : command.commands)
    for (const Command& one : commands)
      if (one.path == prefix + name)
        text += "        " + quoted(escaped(name, ":\\") + ":" + one.summary) + "\n";
  text += "      )\n      _describe command names ;;\n";
  text += "    argument) _call_function ret " + function_name(command) + "_$words[1] ;;\n";
  return text + "  esac\n}\n\n";
}

std::string leaf_function(const Command& command) {
  std::string text = function_name(command) + "() {\n  _arguments -s";
  for (const Argument& option : command.options) text += " \\\n    " + option_spec(option);
  for (const Argument& operand : command.operands) text += " \\\n    " + operand_spec(operand);
  if (command.path == "help") text += " \\\n    '1:tool or guide:(" + join(command.commands) + ")'";
  return text + "\n}\n\n";
}

}  // namespace

std::string zsh_script(const std::vector<Command>& commands) {
  std::string script = "#compdef melsift\n# Made from melsift's tools' own options.\n";
  script += std::string(kFunctions) + "\n";
  for (const Command& command : commands)
    script += command.commands.empty() || command.path == "help"
                  ? leaf_function(command)
                  : branch_function(commands, command);
  return script + "_melsift \"$@\"\n";
}

}  // namespace melsift::completion
