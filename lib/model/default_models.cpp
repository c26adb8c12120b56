#include "model/default_models.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "base/installation.h"

namespace fs = std::filesystem;

namespace melsift::model {

std::vector<std::string> default_models() {
  std::vector<std::string> paths;
  const fs::path data = data_folder();
  if (data.empty()) return paths;
  const fs::path folder = data / "models";
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".safetensors") paths.push_back(at->path().string());
  // A missing folder means that no models are installed; a folder that can't be listed is an error.
  if (error && error != std::errc::no_such_file_or_directory)
    throw system_error(folder.string(), "can't list", error.value());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace melsift::model
