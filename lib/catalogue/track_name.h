// How a track is identified: by its path, or else by its artist, title and album.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/record.h"

namespace melsift::catalogue {

// The path of a record from elsewhere: absolute_path() if the file exists, otherwise unchanged (a
// URL, a name on another machine).
std::string record_path(const std::string& path);

// Artist and title as look-ups compare them, see artist_form() and title_form().  Empty if one of
// them is.
std::string name_of(const record::Record& record);

// The name_of() of each artist of a record that lists several.
std::vector<std::string> names_of_artists(const record::Record& record);

// Separates the parts of a name and of an identity: the ASCII unit separator.
inline constexpr char kBetween = '\x1f';

// Artist, title and album in normal_form().  Empty if artist or title is.
std::string named_identity(const record::Record& record);
// The identity of the `ordinal`th track with this name, counted from 1.
std::string numbered_identity(std::string identity, std::size_t ordinal);

// Distinguishes records that have no path.
class Identities {
 public:
  // By artist, title and album; if artist or title is missing, by all fields of the record.  If two
  // records of a run agree in these fields but differ in another one, the second is another track,
  // and stays so in the next run.
  std::string of(const record::Record& record);

 private:
  // Hashes of the distinct records of each name.
  std::unordered_map<std::string, std::vector<std::uint64_t>> seen_;
};

}  // namespace melsift::catalogue
