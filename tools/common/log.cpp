#include "common/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace melsift::tools {
namespace {

spdlog::level::level_enum weight(Level level) {
  return level == Level::info   ? spdlog::level::debug
         : level == Level::note ? spdlog::level::info
                                : spdlog::level::err;
}

}  // namespace

// spdlog's default logger writes to standard output, which is data here: it is replaced first of
// all.
void open_log(const std::string& tool) {
  auto logger = spdlog::stderr_logger_st("melsift");
  logger->set_pattern("melsift " + tool + ": %v");
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(Level level) {
  spdlog::set_level(weight(level));
}
void log(Level level, std::string_view message) {
  spdlog::log(weight(level), "{}", message);
}

}  // namespace melsift::tools
