#include "tools/kit/command.h"

#include <cstdio>
#include <cstdlib>
#include <new>

#include <malloc.h>
#include <unistd.h>

#include "base/display_text.h"
#include "base/error.h"
#include "base/file.h"
#include "base/standard_streams.h"
#include "base/version.h"
#include "tools/kit/log.h"
#include "tools/kit/option_table.h"

namespace melsift::tools {
namespace {

// Freed memory is kept for the next track or batch: returning megabytes each time, and getting them
// zeroed again, took a third of a classification.
void keep_memory() {
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

}  // namespace

Command::Command(std::string tool, std::string_view purpose, int argc, char** argv)
    : tool_(std::move(tool)),
      argc_(argc),
      argv_(argv),
      parser_(purpose, "melsift " + tool_, std::string("melsift ").append(version())) {
  parser_.flag("-q,--quiet", quiet_, "print errors only");
  parser_.flag("-v,--verbose", verbose_, "print more messages");
  // For the program that makes the shell completions.
  parser_
      .flag(
          "--option-table", [this] { throw TextRequest{option_table(parser_, tool_) + "\n"}; }, "")
      .group("");
}

const std::vector<std::string>& Command::operands(const std::string& name,
                                                  const std::string& help) {
  parser_.operand(name, operands_, help);
  return operands_;
}

const std::string& Command::output(const std::string& help) {
  parser_.option("-o,--output", output_, help).value_name("FILE");
  return output_;
}

const unsigned& Command::threads() {
  parser_.option("-j,--threads", threads_, "number of threads; 0: all cores (default: 0)")
      .value_name("N")
      .range(0, 1024);
  return threads_;
}

const std::uint64_t& Command::seed() {
  parser_.option("--seed", seed_, "seed for all random choices (default: 1)").value_name("N");
  return seed_;
}

void Command::parse() {
  parser_.parse(argc_, argv_);
  set_log_level(quiet_ ? Level::error : verbose_ ? Level::info : Level::note);
}

void Command::silence() {
  quiet_ = silent_ = true;
  set_log_level(Level::error);
}

void Command::check(const std::function<void()>& arguments) const {
  try {
    arguments();
  } catch (const Error& mistake) {
    throw UsageError(mistake.what());
  }
}

bool Command::attempt(const std::function<void()>& work) {
  try {
    work();
    count_done();
    return true;
  } catch (const Error& failure) {
    count_failed(failure.what());
  } catch (const std::bad_alloc&) {
    count_failed("out of memory");
  }
  return false;
}

void Command::count_failed(std::string_view message) {
  ++failed_;
  if (faults_.report(message) && !silent_) error(message);
}

void Command::report_repeated() {
  for (const std::string& line : faults_.take_rest())
    if (!silent_) error(line);
}

// Messages quote names and tags from files, and must still be one line each.
void Command::error(std::string_view message) const {
  log(Level::error, printable(message));
}
void Command::warning(std::string_view message) const {
  log(Level::note, "warning: " + printable(message));
}
void Command::note(std::string_view message) const {
  log(Level::note, printable(message));
}
void Command::info(std::string_view message) const {
  log(Level::info, printable(message));
}

bool Command::interactive() const {
  const char* no_color = std::getenv("NO_COLOR");
  return !quiet_ && ::isatty(STDERR_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

bool Command::shows_progress() const {
  return interactive() && (output_ != "-" || ::isatty(STDOUT_FILENO) == 0);
}

int Command::finish() {
  report_repeated();
  if (failed_ == 0) return kDone;
  if (done_ + failed_ > 1 && !silent_)
    error(std::to_string(done_) + " of " + std::to_string(done_ + failed_) + " " + items_ + ", " +
          std::to_string(failed_) + " failed");
  return done_ + failed_before_ > 0 ? kSomeFailed : kFailed;
}

namespace {

// run(), unless memory is too short even for messages.
int run_with_memory(const std::string& tool, std::string_view purpose, int argc, char** argv,
                    const std::function<void(Command&)>& body) {
  open_log(tool);
  keep_memory();
  Command command(tool, purpose, argc, argv);
  try {
    body(command);
    return command.finish();
  } catch (const TextRequest& request) {
    std::fputs(request.text.c_str(), stdout);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return kDone;
    command.error(std::string(kStandardOutput) + ": can't write");
  } catch (const UsageError& mistake) {
    command.error(std::string(mistake.what()) + " (see melsift " + tool + " --help)");
    return kUsage;
  } catch (const Error& failure) {
    command.report_repeated();
    command.error(failure.what());
    if (failure.kind() == ErrorKind::busy) return kBusy;
  } catch (const std::bad_alloc&) {
    command.error("out of memory");
  } catch (const std::exception& failure) {
    command.error(std::string("internal error: ") + failure.what());
  }
  return kFailed;
}

}  // namespace

int run(const std::string& tool, std::string_view purpose, int argc, char** argv,
        const std::function<void(Command&)>& body) {
  if (!open_standard_streams()) return kFailed;
  try {
    return run_with_memory(tool, purpose, argc, argv, body);
  } catch (const std::exception&) {
    std::fprintf(stderr, "melsift %s: out of memory\n",
                 tool.c_str());  // allocates no memory itself
    return kFailed;
  }
}

}  // namespace melsift::tools
