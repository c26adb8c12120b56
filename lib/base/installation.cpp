#include "base/installation.h"

#include <initializer_list>

#include <sys/auxv.h>

namespace fs = std::filesystem;

namespace melsift {
namespace {

// The first of the folders, given relative to the executable's, that is there.
fs::path first_folder(std::initializer_list<const char*> relative) {
  const fs::path here = executable_folder();
  std::error_code ignored;
  for (const char* const path : relative) {
    fs::path folder = (here / path).lexically_normal();
    if (!here.empty() && fs::is_directory(folder, ignored)) return folder;
  }
  return {};
}

}  // namespace

fs::path executable_folder() {
  std::error_code error;
  fs::path path = fs::read_symlink("/proc/self/exe", error);
  if (error) {  // in a bare chroot: by the name that the program was run by
    // NOLINTNEXTLINE(performance-no-int-to-ptr): so the kernel hands it over
    const auto* const name = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
    if (name != nullptr) path = fs::canonical(name, error);
  }
  return error ? fs::path() : path.parent_path();
}

fs::path tool_folder() {
  const fs::path installed = first_folder({MELSIFT_BIN_TO_TOOLS});
  return installed.empty() ? executable_folder() : installed;
}

fs::path data_folder() {
  // The build tree has its data where they lie from bin.
  return first_folder({MELSIFT_TOOLS_TO_DATA, MELSIFT_BIN_TO_DATA});
}

fs::path manual_folder() {
  return first_folder({MELSIFT_BIN_TO_MANUALS});
}

}  // namespace melsift
