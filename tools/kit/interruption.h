// Ctrl-C, and being told to end, for work that can be saved first.
#pragma once

namespace melsift::tools {

// While one is there, the first SIGINT or SIGTERM only asks for an end; a second one kills at once,
// as either does at other times.  A signal that was ignored when the program began stays ignored.
// One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // Whether a signal has come.  Safe from any thread.
  static bool requested();
};

// The last act of main(): ends the process by the signal that was caught, if one was, so that the
// shell knows; else returns `code`.
int end_process(int code);

}  // namespace melsift::tools
