#include "model/default_models.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/installation.h"

namespace fs = std::filesystem;

namespace melsift::model {

std::vector<std::string> default_models() {
  std::vector<std::string> paths;
  const fs::path data = data_folder();
  if (data.empty()) return paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(data / "models", ignored))
    if (entry.path().extension() == ".safetensors") paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace melsift::model
