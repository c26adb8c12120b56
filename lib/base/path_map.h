// Paths of one machine as another one has them: "/mnt/music/a.mp3" is "M:\Music\a.mp3" there.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace melsift {

class PathMap {
 public:
  // "FROM=TO", two folders; the first = separates them.  The separators after FROM become those of
  // TO, which is \ if TO has a \ or begins with a drive's letter, and no /.  FROM is compared
  // regardless of which of the two it is written with, and if it begins with a drive's letter
  // regardless of case.  Throws Error invalid_argument for a text without = and for an empty FROM.
  void add(std::string_view text);

  // The path with the longest FROM that contains it replaced by its TO; other paths, and addresses
  // such as https://..., as they are.
  std::string operator()(const std::string& path) const;
  bool empty() const { return folders_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> folders_;
};

}  // namespace melsift
