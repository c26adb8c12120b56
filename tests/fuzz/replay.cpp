// Replaces libFuzzer if it is not available: runs a target on the given files, or on those in the
// given folders, so that the tests of every build try earlier findings.
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
    std::fprintf(stderr, "%s\n", path.c_str());  // the last printed name is the culprit
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
