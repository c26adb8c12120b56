#include "tools/kit/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace melsift::tools {
namespace {

spdlog::level::level_enum weight(Level level) {
  return level == Level::info   ? spdlog::level::debug
         : level == Level::note ? spdlog::level::info
                                : spdlog::level::err;
}

std::function<void()> before_message;

}  // namespace

// spdlog's default logger writes to standard output, which is data here, so it is replaced before
// anything else.
void open_log(const std::string& tool) {
  auto logger = spdlog::stderr_logger_st("melsift");
  logger->set_pattern("melsift " + tool + ": %v");
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(Level level) {
  spdlog::set_level(weight(level));
}
void set_before_message(std::function<void()> action) {
  before_message = std::move(action);
}
void log(Level level, std::string_view message) {
  if (before_message && spdlog::should_log(weight(level))) before_message();
  spdlog::log(weight(level), "{}", message);
}

}  // namespace melsift::tools
