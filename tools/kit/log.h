// Messages for people, on standard error: "melsift TOOL: message".
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace melsift::tools {

enum class Level {
  info,   // printed with -v only
  note,   // of interest to users, without a failure
  error,  // a failure; never silenced
};

// Call it before the first message.  Messages below the level of set_log_level are dropped; before
// that call, info messages are.
void open_log(const std::string& tool);
void set_log_level(Level level);
void log(Level level, std::string_view message);
// Sets a function that clears the line before each printed message; nothing removes it.
void set_before_message(std::function<void()> action);

}  // namespace melsift::tools
