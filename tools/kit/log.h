// Words for people, on standard error: "melsift TOOL: message".
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace melsift::tools {

enum class Level {
  info,   // for those who asked for more
  note,   // what a user wants to know, all being well
  error,  // what went wrong; never silenced
};

// Must come before the first message.  Messages below `level` are dropped from set_log_level on;
// until then infos are.
void open_log(const std::string& tool);
void set_log_level(Level level);
void log(Level level, std::string_view message);
// Called before each message that is printed, to clear the line for it; nothing: no longer.
void set_before_message(std::function<void()> action);

}  // namespace melsift::tools
