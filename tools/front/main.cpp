// melsift: the front command.  `melsift TOOL ...` runs the executable TOOL, as git runs its own.
// See melsift(1).
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "base/installation.h"
#include "base/standard_streams.h"
#include "tools/front/guides.h"
#include "tools/front/tool_list.h"
#include "tools/front/unknown_tool.h"
#include "tools/front/version_report.h"

namespace fs = std::filesystem;

namespace {

template <class Entries>
void print_names(std::FILE* out, const Entries& entries) {
  for (const auto& entry : entries)
    std::fprintf(out, "  %-10.*s %.*s\n", static_cast<int>(entry.name.size()), entry.name.data(),
                 static_cast<int>(entry.purpose.size()), entry.purpose.data());
}

void print_usage(std::FILE* out) {
  std::fprintf(out,
               "melsift sifts music by its sound.\n\nusage: melsift TOOL [ARGUMENTS]\n"
               "       melsift help TOOL | GUIDE\n       melsift --help | --version | "
               "--exec-path\n\ntools:\n");
  print_names(out, melsift::front::kTools);
  std::fputs("\nguides (melsift help NAME):\n", out);
  print_names(out, melsift::front::kGuides);
}

int complain(const std::string& message) {
  std::fprintf(stderr, "melsift: %s\n", message.c_str());
  return 2;
}

// Replaces this process; returns only with a failure.
int execute(const std::string& file, std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(file.c_str(), arguments.data());
  return errno;
}

// The portable archive brings fonts and their configuration, for machines that have none.
void offer_fonts() {
  const fs::path file = melsift::data_folder() / "fonts" / "fonts.conf";
  std::error_code ignored;
  if (fs::exists(file, ignored)) ::setenv("FONTCONFIG_FILE", file.c_str(), 0);
}

int run_tool(const std::string& name, std::vector<std::string> words) {
  const fs::path file = melsift::tool_folder() / name;
  offer_fonts();
  const int error = execute(file.string(), std::move(words));
  complain(file.string() + ": can't run: " + std::strerror(error));
  return 1;
}

// Replaces this process by man(1) with a page such as "man1/melsift-train.1"; returns if there is
// no page or no man.
void show_manual(const std::string& page) {
  const fs::path manuals = melsift::manual_folder();
  std::error_code ignored;
  for (const char* const ending : {"", ".gz"}) {
    const fs::path file = manuals / (page + ending);
    if (!manuals.empty() && fs::exists(file, ignored)) execute("man", {"man", "-l", file.string()});
  }
}

int help(const std::string& name) {
  show_manual("man1/melsift-" + name + ".1");
  return run_tool(name, {name, "--help"});
}

int help(const melsift::front::Guide& guide) {
  const std::string page = std::string(guide.page) + "." + std::string(guide.section);
  show_manual("man" + std::string(guide.section) + "/" + page);
  complain(page + ": can't show the manual page; it or the command man is missing");
  return 1;
}

bool is_tool(std::string_view name) {
  return std::any_of(melsift::front::kTools.begin(), melsift::front::kTools.end(),
                     [&](const melsift::front::Tool& tool) { return tool.name == name; });
}

int finished() {
  if (std::fflush(stdout) == 0) return 0;
  complain(std::string("standard output: can't write: ") + std::strerror(errno));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (!melsift::open_standard_streams()) return 1;
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) {
    print_usage(stderr);
    return 2;
  }
  const std::string& verb = words.front();
  if (verb == "--version") {
    std::fputs(melsift::front::version_report().c_str(), stdout);
    return finished();
  }
  if (verb == "--exec-path") {
    std::printf("%s\n", melsift::tool_folder().c_str());
    return finished();
  }
  if (verb == "-h" || verb == "--help" || (verb == "help" && words.size() == 1)) {
    print_usage(stdout);
    return finished();
  }
  const bool asks_help = verb == "help";
  const std::string name = asks_help ? words[1] : verb;
  if (asks_help)
    for (const melsift::front::Guide& guide : melsift::front::kGuides)
      if (guide.name == name) return help(guide);
  if (!is_tool(name)) {
    std::vector<std::string> known{"--help", "--version", "--exec-path"};
    for (const melsift::front::Tool& tool : melsift::front::kTools) known.emplace_back(tool.name);
    if (asks_help)
      for (const melsift::front::Guide& guide : melsift::front::kGuides)
        known.emplace_back(guide.name);
    return complain(
        melsift::front::unknown_name(asks_help ? "tool or guide" : "tool", name, known) +
        " (see melsift --help)");
  }
  return asks_help ? help(name) : run_tool(name, std::move(words));
}
