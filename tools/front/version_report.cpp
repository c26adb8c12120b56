#include "tools/front/version_report.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/shared_library.h"
#include "base/version.h"
#include "model/default_models.h"
#include "model/safetensors.h"
#include "tools/front/libraries.h"

namespace fs = std::filesystem;

namespace melsift::front {
namespace {

// The version in a library's text: "1.2.0" of "libsndfile-1.2.0", "7.88.1" of "libcurl/7.88.1
// OpenSSL/3.0.15".
std::string version_in(std::string_view text) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  const auto begin = std::ranges::find_if(text, is_digit);
  const auto end =
      std::find_if(begin, text.end(), [&](char c) { return !is_digit(c) && c != '.'; });
  return {begin, end};
}

std::string unpacked(unsigned version) {
  return std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 0xFF) + "." +
         std::to_string(version & 0xFF);
}

// The version comes from the loader, which also loads libraries for the tools: the front command
// links none of them.
std::string running_version(const Library& library) {
  const SharedLibrary shared(library.file, "");
  if (library.answer == Answer::text) {
    const char* text = nullptr;
    shared.find(text, library.symbol);
    return version_in(text);
  }
  if (library.answer == Answer::packed) {
    unsigned (*version)() = nullptr;
    shared.find(version, library.symbol);
    return unpacked(version());
  }
  const char* (*version)() = nullptr;
  shared.find(version, library.symbol);
  return version_in(version());
}

std::string library_line(const Library& library) {
  std::string line = "  " + std::string(library.name);
  line.resize(std::max<std::size_t>(line.size() + 1, 18), ' ');
  line += library.built;
  if (library.answer == Answer::none) return line + "\n";
  try {
    const std::string running = running_version(library);
    if (running != library.built) line += ", here " + running;
  } catch (const Error&) {
    line += ", here none";
  }
  return line + "\n";
}

// "  gtzan57  GTZAN's genres by 57 features ...".
std::string model_line(const fs::path& file) {
  std::string line = "  " + file.stem().string();
  try {
    const auto metadata = model::read_safetensors(read_file(file.string()), file.string()).metadata;
    const auto description = metadata.find("description");
    if (description != metadata.end()) line += "  " + description->second;
  } catch (const Error& failure) {
    line = "  " + std::string(failure.what());
  }
  return line + "\n";
}

std::string model_lines() {
  std::string lines;
  for (const std::string& path : model::default_models()) lines += model_line(path);
  return lines.empty() ? "  none\n" : lines;
}

}  // namespace

std::string version_report() {
  std::string report = "melsift " + std::string(version()) + "\n";
  report += "default models:\n" + model_lines();
  report += "built for:\n  " + std::string(build()) + "\nbuilt with:\n";
  for (const Library& library : libraries()) report += library_line(library);
  return report;
}

}  // namespace melsift::front
