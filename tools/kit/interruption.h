// Handles SIGINT (Ctrl-C) and SIGTERM for work that can be saved before the process ends.
#pragma once

namespace melsift::tools {

// While an object exists, the first SIGINT or SIGTERM only sets requested(), and a second one kills
// the process, as the first does at other times.  A signal that was ignored when the program began
// stays ignored.  At most one object may exist.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // Whether a signal was received.  Thread-safe.
  static bool requested();
};

// Call it last in main(): ends the process by the received signal, if any, so that the shell sees
// it; otherwise returns `code`.
int end_process(int code);

}  // namespace melsift::tools
