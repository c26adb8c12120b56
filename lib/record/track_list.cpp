#include "record/track_list.h"

#include <algorithm>
#include <initializer_list>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/csv.h"
#include "record/lines.h"
#include "record/piece_name.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string_view parent(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

// The number of equal folders of two paths, counted from the file upwards; nothing if they differ
// before one of them ends.
std::optional<std::size_t> agreement(std::string_view a, std::string_view b) {
  std::size_t parts = 0;
  for (;; ++parts) {
    const std::size_t in_a = a.rfind('/');
    const std::size_t in_b = b.rfind('/');
    if (in_a == std::string_view::npos || in_b == std::string_view::npos) return parts;
    a = a.substr(0, in_a);
    b = b.substr(0, in_b);
    if (last_part(a) != last_part(b)) return std::nullopt;
  }
}

std::string normal_name(std::string_view name) {
  std::string out(trimmed(name));
  std::ranges::replace(out, '\\', '/');
  while (out.starts_with("./")) out.erase(0, 2);
  return out;
}

std::optional<std::size_t> find_column(std::span<const std::string> columns,
                                       std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (lower_case(trimmed(columns[i])) == name) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> track_column(std::span<const std::string> columns) {
  return find_column(columns, {"track", "path", "filename", "file"});
}

// The split in a file's name: train_filtered.txt, GTZAN-test.txt.
std::string split_in_name(std::string_view path) {
  std::string words(last_part(path));
  for (char& c : words)
    if (!is_letter(c)) c = ' ';
  for (const std::string& word : split_list(words, ' '))
    if (std::string split = split_name(word); !split.empty()) return split;
  return "";
}

CsvReader open_csv(const std::string& path) {
  LineSource lines(path);
  const char separator = csv_separator(lines);
  return CsvReader(std::move(lines), separator);
}

const std::string& cell_of(const CsvReader& csv, std::span<const std::string> cells,
                           std::size_t column) {
  if (column >= cells.size()) throw Error(ErrorKind::corrupt, csv.where(), "too few cells");
  return cells[column];
}

}  // namespace

void TrackNames::add(std::string_view name, std::string_view value, std::string_view where) {
  Entry entry{normal_name(name), std::string(value)};
  if (entry.name.empty()) throw Error(ErrorKind::corrupt, where, "a track without a name");
  const auto [known, is_new] = by_name_.try_emplace(entry.name, entries_.size());
  if (!is_new) {
    const std::string& before = entries_[known->second].value;
    if (before == value) return;
    throw Error(ErrorKind::corrupt, where,
                entry.name + " is \"" + entry.value + "\" here and \"" + before + "\" before");
  }
  entries_.push_back(std::move(entry));
  index(entries_.back().name, Form::whole);
}

void TrackNames::add_line(std::string_view line, std::string_view value, std::string_view where) {
  constexpr auto npos = std::string_view::npos;
  line = trimmed(line);
  // A name never contains a tab, but may contain the others.
  const std::size_t tab = line.find('\t');
  const std::size_t cut = tab != npos ? tab : line.find_first_of(";,");
  const std::size_t blank = line.find(' ');
  std::string_view name = line.substr(0, tab);
  std::string split(value);
  for (const std::size_t end : {cut, line.rfind(' ')})
    if (split.empty() && end != npos) split = split_name(line.substr(end + 1));
  const std::size_t before = entries_.size();
  add(name, split, where);
  if (entries_.size() == before) return;  // known already
  const auto ends_as_file = [](std::string_view rest) { return without_extension(rest) != rest; };
  for (const std::size_t end : {cut, blank})
    if (end != npos && end > 0 && end < name.size() && !ends_as_file(name.substr(end + 1)))
      index(normal_name(name.substr(0, end)), Form::shortened);
}

// Adds a form of the last entry's name.
void TrackNames::index(const std::string& name, Form form) {
  const Key key{entries_.size() - 1, name, form};
  const std::string_view last = last_part(name);
  const std::string_view stem = without_extension(last);
  if (stem.empty()) return;
  by_last_part_[std::string(last)].push_back(key);
  if (stem != last) by_last_part_[std::string(stem)].push_back(key);
}

std::optional<std::size_t> TrackNames::find(std::string_view path) const {
  const auto found = look_up(path);
  return found ? std::optional(found->entry) : std::nullopt;
}

std::optional<TrackNames::Found> TrackNames::look_up(std::string_view path) const {
  const std::string normal = normal_name(path);
  const std::string_view last = last_part(normal);
  std::optional<Found> best;
  std::tuple<bool, std::size_t, bool>
      best_fit;  // whole names, number of equal folders, same extension
  const std::string_view recording = recording_of_piece(path);
  for (const std::string_view form : {last, without_extension(last), recording}) {
    const auto found = by_last_part_.find(std::string(form));
    if (form.empty() || found == by_last_part_.end()) continue;
    for (const Key& key : found->second) {
      const auto folders = agreement(normal, key.name);
      if (!folders) continue;
      const bool whole = key.form == Form::whole && form.data() != recording.data();
      const std::tuple fit{whole, *folders, last_part(key.name) == last};
      if (best && fit <= best_fit) continue;
      best = Found{key.entry, key.form == Form::shortened};
      best_fit = fit;
    }
  }
  return best;
}

void SplitLists::add(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  std::string split = split_name(argument.substr(0, equals));
  const bool named = equals != std::string::npos && !split.empty();
  const std::string path = named ? argument.substr(equals + 1) : argument;
  if (!named) split.clear();

  std::vector<std::string> columns;
  try {
    open_csv(path).next(columns);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) throw;  // a line of text may not be CSV
  }
  if (track_column(columns))
    add_table(path, split);
  else
    add_lines(path, split.empty() ? split_in_name(path) : split);
}

void SplitLists::add_table(const std::string& path, const std::string& split) {
  CsvReader csv = open_csv(path);
  std::vector<std::string> cells;
  csv.next(cells);
  check_columns(cells, csv.where());
  const std::size_t track = *track_column(cells);
  const auto column = find_column(cells, {"split", "set", "subset"});
  if (!column && split.empty())
    throw Error(ErrorKind::corrupt, csv.where(), "no column \"split\" (or say train=" + path + ")");
  while (csv.next(cells)) {
    const std::string value = split.empty() ? split_name(cell_of(csv, cells, *column)) : split;
    if (value.empty()) ++unlisted_[std::string(trimmed(cell_of(csv, cells, *column)))];
    names_.add(cell_of(csv, cells, track), value, csv.where());
  }
}

void SplitLists::add_lines(const std::string& path, const std::string& split) {
  LineSource lines(path);
  while (const auto line = lines.next()) {
    const std::string_view name = trimmed(*line);
    if (!name.empty() && !name.starts_with('#')) names_.add_line(name, split, lines.where());
  }
}

SplitLists::Outcome SplitLists::apply(std::vector<Record>& records) const {
  std::vector<bool> found(names_.size(), false);
  const std::size_t before = records.size();
  // A line whose whole text names a track does not name another track by its beginning.
  std::vector<bool> whole(names_.size(), false);
  for (const Record& record : records)
    if (const auto at = names_.look_up(record.path); at && !at->shortened) whole[at->entry] = true;
  std::erase_if(records, [&](Record& record) {
    const auto at = names_.look_up(record.path);
    if (!at || (at->shortened && whole[at->entry])) return true;
    found[at->entry] = true;
    record.split = names_.value(at->entry);
    return false;
  });
  Outcome outcome;
  outcome.left_out = before - records.size();
  outcome.unlisted = unlisted_;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!found[i]) outcome.missing.push_back(names_.name(i));
  return outcome;
}

namespace {

// ".../blues/ARTIST/track.wav" of the class blues.
std::string folder_below_class(const Record& record) {
  std::string_view below;
  for (std::string_view folder = parent(record.path); !folder.empty();) {
    const std::string_view name = last_part(folder);
    if (name == record.label) return std::string(below);
    below = name;
    folder = parent(folder);
  }
  return "";
}

TrackNames read_groups(const std::string& path) {
  CsvReader csv = open_csv(path);
  std::vector<std::string> cells;
  csv.next(cells);
  check_columns(cells, csv.where());
  const auto track = track_column(cells);
  const auto group = find_column(cells, {"group", "artist"});
  if (!track || !group)
    throw Error(ErrorKind::corrupt, path, "no columns \"track\" and \"group\" in its first row");
  TrackNames names;
  while (csv.next(cells))
    names.add(cell_of(csv, cells, *track), trimmed(cell_of(csv, cells, *group)), csv.where());
  return names;
}

}  // namespace

std::size_t group_by(const std::string& how, std::span<Record> records) {
  const TrackNames names = how == "artist" || how == "folder" ? TrackNames() : read_groups(how);
  std::size_t unknown = 0;
  for (Record& record : records) {
    std::string group;
    if (how == "artist") {
      group = record.artist.empty() ? folder_below_class(record) : record.artist;
    } else if (how == "folder") {
      group = parent(record.path);
    } else if (const auto entry = names.find(record.path)) {
      group = names.value(*entry);
    }
    if (group.empty())
      ++unknown;
    else
      record.group = std::move(group);
  }
  if (names.size() > 0 && !records.empty() && unknown == records.size())
    throw Error(ErrorKind::invalid_argument, how,
                "names none of the tracks: it begins with " + names.name(0) +
                    ", the first track is " + records.front().path);
  return unknown;
}

}  // namespace melsift::record
