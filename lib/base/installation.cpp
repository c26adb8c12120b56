#include "base/installation.h"

#include <initializer_list>

#include <sys/auxv.h>

namespace fs = std::filesystem;

namespace melsift {
namespace {

// The first existing folder of the list; folders are relative to the folder of the executable.
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
  if (error) {  // in a bare chroot: the name that started the program
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel passes an integer
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
  // In the build tree, the data folders are beside bin.
  return first_folder({MELSIFT_TOOLS_TO_DATA, MELSIFT_BIN_TO_DATA});
}

fs::path manual_folder() {
  return first_folder({MELSIFT_BIN_TO_MANUALS});
}

}  // namespace melsift
