#include "base/default_library.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include "base/error.h"

namespace fs = std::filesystem;

namespace melsift {

std::string default_library() {
  for (const auto& [variable, below] :
       {std::pair("XDG_DATA_HOME", ""), std::pair("HOME", ".local/share")}) {
    const char* const value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || *value != '/') continue;
    return (fs::path(value) / below / "melsift" / "library.db").lexically_normal().string();
  }
  return {};
}

bool prepare_default_library(const std::string& path) {
  std::error_code error;
  if (path.empty() || path != default_library() || fs::exists(path, error)) return false;
  const fs::path folder = fs::path(path).parent_path();
  fs::path made;
  for (const fs::path& part : folder) {
    made /= part;
    if (::mkdir(made.c_str(), S_IRWXU) != 0 && errno != EEXIST)
      throw system_error(made.string(), "can't create", errno);
  }
  return true;
}

}  // namespace melsift
