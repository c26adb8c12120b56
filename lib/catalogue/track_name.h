// What a track is known by: its path, else its artist, title and album.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/record.h"

namespace melsift::catalogue {

// The absolute form of a file's path without "." and "..", see normal_path(): the same from
// whichever folder the file is named.  Links are not followed, unless ".." comes after them.
std::string file_path(const std::string& path);

// The path of a record from elsewhere: file_path() where there is such a file, and as it is for all
// else (an address, a name on another machine).
std::string record_path(const std::string& path);

// Artist and title as look-ups compare them, see artist_form() and title_form().  Empty if one of
// them is.
std::string name_of(const record::Record& record);

// Between the parts of a name and of an identity: the ASCII unit separator.
inline constexpr char kBetween = '\x1f';

// Artist, title and album in normal_form().  Empty if artist or title is.
std::string named_identity(const record::Record& record);
// The identity of the `ordinal`th track of that name, from 1 on.
std::string numbered_identity(std::string identity, std::size_t ordinal);

// Tells apart records that have no path.
class Identities {
 public:
  // By artist, title and album; if artist or title is missing, by all that the record says.
  // Of records of one run that agree in these the second one that differs in something else is
  // another track, and again so in the next run.
  std::string of(const record::Record& record);

 private:
  // Hashes of the distinct records of each name.
  std::unordered_map<std::string, std::vector<std::uint64_t>> seen_;
};

}  // namespace melsift::catalogue
