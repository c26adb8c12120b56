// The common part of all tools: command line, messages, counts of items, and the exit code.
// Messages go to standard error as "melsift TOOL: ..."; standard output is data.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/kit/option_parser.h"
#include "tools/kit/repeated_faults.h"

namespace melsift::tools {

// Exit codes.
inline constexpr int kDone = 0;        // all done
inline constexpr int kFailed = 1;      // nothing done: every item failed, or an output or a model
inline constexpr int kUsage = 2;       // the command line is wrong
inline constexpr int kSomeFailed = 3;  // done, but some items failed
inline constexpr int kBusy =
    75;  // another process uses a file: try again (EX_TEMPFAIL of sysexits.h)

class Command {
 public:
  // `purpose` is the one line that --help begins with.
  Command(std::string tool, std::string_view purpose, int argc, char** argv);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // The parser, to add options to: parser().option("--n-mfcc", front_end.n_mfcc, "...").
  OptionParser& parser() { return parser_; }

  // Options with the same meaning in every tool.
  const std::vector<std::string>& operands(const std::string& name, const std::string& help);
  const std::string& output(const std::string& help = "write to FILE (default: standard output)");
  const unsigned& threads();    // -j/--threads, 0 is all cores
  const std::uint64_t& seed();  // --seed

  // Runs a check of arguments; an Error in it is a mistake on the command line (exit 2).
  void check(const std::function<void()>& arguments) const;

  // Parses the command line; --help, --version and mistakes throw an exception that run() handles.
  void parse();

  // Runs `work` and returns true; if it throws an Error (or std::bad_alloc), reports it, counts a
  // failure and returns false: one bad item does not stop the others.
  bool attempt(const std::function<void()>& work);
  // Counts an item that was done without attempt(), or one that failed with `message`.
  void count_done() { ++done_; }
  void count_failed(std::string_view message);
  // Counts an item that failed in an earlier run and is unchanged.  That run reported it, so the
  // exit code is not about it.
  void count_failed_before() { ++failed_before_; }

  // Whether -v requests more output, also on standard output.
  bool verbose() const { return verbose_ && !quiet_; }

  // Messages by importance; info needs -v, and -q silences notes and warnings.
  void error(std::string_view message) const;
  void warning(std::string_view message) const;
  void note(std::string_view message) const;
  void info(std::string_view message) const;

  // Whether standard error is a terminal that can show progress and colours.
  bool interactive() const;
  // Whether to show progress there: not if the data go to the same terminal.
  bool shows_progress() const;

  // From now on prints nothing but the error that ends this process: another one runs the same
  // command on the same data, and prints the messages.
  void silence();

  // The exit code so far.  After failures it first prints "97 of 100 `items`, 3 failed".
  int finish();
  // Reports how often the faults occurred that were no longer reported (see RepeatedFaults).
  void report_repeated();
  // The items that finish() counts; default: "files".
  void set_items(std::string items) { items_ = std::move(items); }

 private:
  std::string tool_;
  int argc_;
  char** argv_;
  OptionParser parser_;
  std::vector<std::string> operands_;
  std::string output_ = "-";
  unsigned threads_ = 0;
  std::uint64_t seed_ = 1;
  bool quiet_ = false;
  bool verbose_ = false;
  bool silent_ = false;
  std::string items_ = "files";
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  std::size_t failed_before_ = 0;
  RepeatedFaults faults_;
};

// Makes the command, runs `body`, and turns exceptions into one line and an exit code.
int run(const std::string& tool, std::string_view purpose, int argc, char** argv,
        const std::function<void(Command&)>& body);

}  // namespace melsift::tools
