// Writes the completion script of a shell from the option tables of all tools on standard input.
// Run by the build (tools/CMakeLists.txt).
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include "tools/completion/command_line.h"

int main(int argc, char** argv) {
  using namespace melsift::completion;
  const std::string shell = argc == 2 ? argv[1] : "";
  try {
    const auto commands = read_tables(std::cin);
    if (shell == "bash")
      std::cout << bash_script(commands);
    else if (shell == "zsh")
      std::cout << zsh_script(commands);
    else if (shell == "fish")
      std::cout << fish_script(commands);
    else
      throw std::runtime_error("usage: make_completion bash|zsh|fish <TABLES");
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "make_completion: %s\n", failure.what());
    return 1;
  }
  return std::cout.flush() ? 0 : 1;
}
