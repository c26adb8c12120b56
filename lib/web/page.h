// The page's files, built into the program.
#pragma once

#include <span>
#include <string_view>

namespace melsift::web {

struct PageFile {
  std::string_view name;  // "app.js"
  std::string_view bytes;
};

// All files of lib/web/page.  The build generates page_files.cpp, which contains them.
std::span<const PageFile> page_files();

}  // namespace melsift::web
