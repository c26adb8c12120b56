#include "recommend/ignore_file.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/path_form.h"

namespace melsift::recommend {

Exclusions read_ignore_file(const std::string& path) {
  const std::string here = std::filesystem::absolute(path).parent_path().string();
  std::istringstream lines(read_file(path));
  Exclusions ignored;
  std::string text;
  for (std::size_t number = 1; std::getline(lines, text); ++number) {
    const std::string_view line = trimmed(text);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view word = line.substr(0, end);
    std::string name(trimmed(line.substr(end)));
    const bool known = word == "genre" || word == "artist" || word == "under";
    if (!known || name.empty())
      throw Error(ErrorKind::corrupt, path + ":" + std::to_string(number),
                  "expected genre, artist or under, and a name");
    if (word == "under")
      std::ranges::move(folder_forms(name, here), std::back_inserter(ignored.folders));
    else
      (word == "genre" ? ignored.genres : ignored.artists).push_back(std::move(name));
  }
  return ignored;
}

std::string ignore_file_of(const std::string& library) {
  return library + ".ignore";
}

std::vector<std::string> folder_forms(const std::string& folder, const std::string& here) {
  std::vector<std::string> forms = {normal_path(folder)};
  if (!std::filesystem::path(folder).is_absolute())
    forms.push_back(normal_path((std::filesystem::path(here) / folder).string()));
  return forms;
}

}  // namespace melsift::recommend
