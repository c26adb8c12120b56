#include "tools/completion/command_line.h"

namespace melsift::completion {
namespace {

constexpr const char* kFunctions = R"(
# Finds the command that the words before the cursor have reached, and what can come next.
_melsift() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands options words files path='' i
  COMPREPLY=()
  # bash parts --option=value at the sign.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    _melsift_command "${path:+$path }${COMP_WORDS[i]}" && path="${path:+$path }${COMP_WORDS[i]}"
  done
  if ! _melsift_value "$path $previous"; then
    _melsift_command "$path"
    words=$commands
    if [[ $current == -* ]]; then words=$options files=''; fi
  fi
  local IFS=$' \t\n'
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current" || true)
  # Where no word fits, readline's own completion of file names.
  if [[ $files ]]; then compopt -o default; fi
}

complete -F _melsift melsift
)";

std::string option_names(const Command& command) {
  std::vector<std::string> names;
  for (const Argument& option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return join(names);
}

std::string command_line(const Command& command) {
  return "    " + quoted(command.path) + ") commands=" + quoted(join(command.commands)) +
         " options=" + quoted(option_names(command)) +
         " files=" + (command.operands.empty() ? "" : "yes") + " ;;\n";
}

std::string value_lines(const Command& command) {
  std::string lines;
  for (const Argument& option : command.options) {
    if (option.kind.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names)
      patterns.push_back(quoted(command.path + " " + name));
    lines += "    " + join(patterns, " | ") + ") words=" + quoted(join(option.words)) +
             " files=" + (option.file ? "yes" : "") + " ;;\n";
  }
  return lines;
}

}  // namespace

std::string bash_script(const std::vector<Command>& commands) {
  std::string script =
      "# bash completion for melsift, made from its tools' own options.\n"
      "# shellcheck shell=bash disable=SC2034\n\n"
      "# What the command $1 takes; fails where there is no such command.\n"
      "_melsift_command() {\n  case $1 in\n";
  for (const Command& command : commands) script += command_line(command);
  script +=
      "    'help '*) commands='' options='' files= ;;\n"
      "    *) return 1 ;;\n  esac\n}\n\n"
      "# What the value of \"COMMAND OPTION\" can be; fails where it takes none.\n"
      "_melsift_value() {\n  case $1 in\n";
  for (const Command& command : commands) script += value_lines(command);
  script += "    *) return 1 ;;\n  esac\n}\n";
  return script + kFunctions;
}

}  // namespace melsift::completion
