// Files that exclude folders, or some of their entries, from a music library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift::audio {

// The patterns of a file .ndignore (Navidrome) or .melsiftignore, a line each, a simple form of
// gitignore(5): a pattern without a slash matches names in the folder and below it, one with a
// slash matches a path from the folder; a slash at the end means folders only; ! includes entries
// again; the last matching pattern decides.  Blank lines and lines that begin with # are skipped.
class IgnorePatterns {
 public:
  // `text` is the file's content; `folder`, with a slash at its end, is where the file is.
  IgnorePatterns(std::string folder, std::string_view text);

  // A file without patterns excludes the whole folder.
  bool matches_all() const { return patterns_.empty(); }
  // Whether the patterns exclude an entry of this folder or of a folder below it.  `before` is the
  // decision of the outer folders; it holds if no pattern matches.
  bool left_out(std::string_view path, bool is_folder, bool before) const;

 private:
  struct Pattern {
    std::string glob;
    bool is_negated = false, folders_only = false, whole_path = false;
  };
  std::string folder_;
  std::vector<Pattern> patterns_;
};

// Whether an entry with this name is hidden: it begins with exactly one dot, so that "...And
// Justice for All" is not hidden.
bool is_hidden_name(std::string_view name);

// Whether a folder with this name contains deleted files, old versions or thumbnails of a NAS or of
// Windows, such as #recycle, $RECYCLE.BIN and @eaDir.
bool is_system_folder(std::string_view name);

}  // namespace melsift::audio
