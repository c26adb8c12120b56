// Stands in for libFuzzer where that is not: runs a target on the files given, or in the folders
// given, so that every build's tests try what was once found.
// usage: replay_TARGET FILE|FOLDER...
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  int files = 0;
  const auto run = [&](const std::string& path) {
    const std::string bytes = melsift::read_file(path);
    std::fprintf(stderr, "%s\n", path.c_str());  // the last one said is the culprit
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++files;
  };
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      run(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) run(entry.path());
  }
  return files > 0 ? 0 : 1;
}
