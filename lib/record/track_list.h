// Lists of values for named tracks: published splits, groups.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// A value for each of many track names.  A name is a path or the end of a path, with or without the
// file's extension: "blues.00000", "blues/blues.00000.wav" and "blues.00000.au" all mean
// "genres/blues/blues.00000.wav".  The name of a recording also names its pieces (see
// piece_name.h).
class TrackNames {
 public:
  // Throws Error corrupt, beginning with `where`, for a name that already has a different value.
  void add(std::string_view name, std::string_view value, std::string_view where);

  // The same for a line of a list, in which a tab ends the name.  The name may also end before the
  // first semicolon or comma of the line, or before its first blank, if the rest does not look like
  // a file name.  An empty `value` becomes the split (see split_name) that follows the name, if
  // there is one.
  void add_line(std::string_view line, std::string_view value, std::string_view where);

  // The entry that names `path`: among the whole names, or otherwise among the others, the one that
  // agrees with most parts of the path, and of these the one with the same extension.
  std::optional<std::size_t> find(std::string_view path) const;

  // The same, and whether only the beginning of the entry's line names `path`.
  struct Found {
    std::size_t entry = 0;
    bool shortened = false;
  };
  std::optional<Found> look_up(std::string_view path) const;

  std::size_t size() const { return entries_.size(); }
  const std::string& name(std::size_t entry) const { return entries_[entry].name; }
  const std::string& value(std::size_t entry) const { return entries_[entry].value; }

 private:
  struct Entry {
    std::string name;
    std::string value;
  };
  enum class Form { whole, shortened };
  struct Key {
    std::size_t entry;
    std::string name;
    Form form;
  };
  void index(const std::string& name, Form form);

  std::vector<Entry> entries_;
  // Indexed by the last part of the name, with and without extension.
  std::unordered_map<std::string, std::vector<Key>> by_last_part_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

// The splits of published lists, such as the fault-filtered ones of GTZAN.
class SplitLists {
 public:
  // Reads "FILE" or "train=FILE" (valid=, test=).  A FILE is a CSV with a column track (or path,
  // filename, file), and split if the argument doesn't name one; or text with a track's name on
  // each line (see TrackNames::add_line), whose split is in the argument or in the file's name
  // (train_filtered.txt).  Tracks listed under another split ("unlisted") are kept without one.
  // Throws Error not_found or io; corrupt for a track listed under two splits.
  void add(const std::string& argument);

  // Sets the split of the records that are listed and removes the others.
  struct Outcome {
    std::size_t left_out = 0;          // records that no list names
    std::vector<std::string> missing;  // the number of names without a record
    // Splits of the lists that are neither train, valid nor test, and their number of tracks.
    std::map<std::string, std::size_t> unlisted;
  };
  Outcome apply(std::vector<Record>& records) const;

 private:
  void add_table(const std::string& path, const std::string& split);
  void add_lines(const std::string& path, const std::string& split);

  TrackNames names_;
  std::map<std::string, std::size_t> unlisted_;
};

// Sets `group`, and returns the number of records without a known group (these keep their old one).
// `how` is "artist": the record's artist, otherwise the folder below that of its class; "folder":
// the folder of the file; anything else: a CSV file with columns track and group (or artist).
// Throws Error not_found or io; corrupt for a CSV without these columns; invalid_argument if it
// names none of the records.
std::size_t group_by(const std::string& how, std::span<Record> records);

}  // namespace melsift::record
