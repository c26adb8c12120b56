// The ways in which playlists write the path of a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift {

// The paths that an entry of a playlist may mean, the most literal first, each once: unchanged;
// percent-decoded; with / for \\; in Unicode's forms NFC and NFD; and, if the bytes are not UTF-8,
// decoded from Windows-1252 and Windows-1251.
std::vector<std::string> path_forms(std::string_view entry);

// `path` without "." and "..".  A ".." after a link to a folder leads to the folder that contains
// the link's target, as the file system resolves it; other links are not followed.  If there is no
// such folder, the result is lexical.
std::string normal_path(const std::string& path);

// The absolute normal_path(), without a slash at its end: the same for all names that a file has
// from the current folder.  Empty for an empty path.
std::string absolute_path(const std::string& path);

// Whether a path is that of a file in a folder or below it, both in their normal_path().  The
// folder "." contains all relative paths that do not begin with "..".  No link is followed.
bool path_is_under(const std::string& path, const std::string& folder);

}  // namespace melsift
