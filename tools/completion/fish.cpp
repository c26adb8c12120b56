#include "tools/completion/command_line.h"
#include "tools/front/guides.h"

namespace melsift::completion {
namespace {

constexpr const char* kFunctions = R"(
# Whether the words before the cursor have reached the command, and none of its own.
function __melsift_at --argument-names command
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l longer (string join ' ' -- $path $word)
        if contains -- $longer $__melsift_commands
            set path $longer
        end
    end
    test "$path" = "$command"
end

complete -c melsift -f
)";

std::string completion(const std::string& path, const std::string& what) {
  return "complete -c melsift -n " + quoted("__melsift_at \"" + path + "\"") + what + "\n";
}

std::string option_line(const Command& command, const Argument& option) {
  std::string what;
  for (const std::string& name : option.names)
    what += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.kind.empty()) what += option.file ? " -r -F" : " -x";
  if (!option.words.empty()) what += " -a " + quoted(join(option.words));
  return completion(command.path, what + " -d " + quoted(option.help));
}

// The summary of a command, or of a guide, which only help shows.
std::string summary_of(const std::vector<Command>& commands, const std::string& path) {
  for (const Command& command : commands)
    if (command.path == path) return command.summary;
  for (const front::Guide& guide : front::kGuides)
    if (guide.name == path) return std::string(guide.purpose);
  return "";
}

}  // namespace

std::string fish_script(const std::vector<Command>& commands) {
  std::string script = "# fish completion for melsift, made from its tools' own options.\n\n";
  script += "set -g __melsift_commands";
  for (const Command& command : commands)
    if (!command.path.empty()) script += " " + quoted(command.path);
  for (const std::string& name : commands.back().commands) script += " " + quoted("help " + name);
  script += std::string("\n") + kFunctions;
  for (const Command& command : commands) {
    const std::string prefix =
        command.path.empty() || command.path == "help" ? "" : command.path + " ";
    for (const std::string& name : command.commands)
      script += completion(command.path, " -a " + quoted(name) + " -d " +
                                             quoted(summary_of(commands, prefix + name)));
    for (const Argument& option : command.options) script += option_line(command, option);
    if (!command.operands.empty()) script += completion(command.path, " -F");
  }
  return script;
}

}  // namespace melsift::completion
