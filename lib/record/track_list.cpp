#include "record/track_list.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/csv.h"
#include "record/lines.h"
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

// Without ".wav", ".mp3", ".aiff": a dot, a letter and one to three letters or digits.  The number
// of "blues.00000" is no extension.
std::string_view without_extension(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return name;
  const std::string_view extension = name.substr(dot + 1);
  const bool plausible =
      extension.size() >= 2 && extension.size() <= 4 && is_letter(extension[0]) &&
      std::ranges::all_of(extension, [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  return plausible ? name.substr(0, dot) : name;
}

// In how many folders, counted from the file upwards, two paths agree; nothing where they name
// different ones before either ends.
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

// The split that a file's name speaks of: train_filtered.txt, GTZAN-test.txt.
std::string split_in_name(std::string_view path) {
  std::string words(last_part(path));
  for (char& c : words)
    if (!is_letter(c)) c = ' ';
  for (const std::string& word : split_list(words, ' '))
    if (std::string split = split_name(word); !split.empty()) return split;
  return "";
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
  const std::string_view last = last_part(entry.name);
  const std::string_view stem = without_extension(last);
  by_last_part_[std::string(last)].push_back(entries_.size());
  if (stem != last) by_last_part_[std::string(stem)].push_back(entries_.size());
  entries_.push_back(std::move(entry));
}

std::optional<std::size_t> TrackNames::find(std::string_view path) const {
  const std::string normal = normal_name(path);
  const std::string_view last = last_part(normal);
  std::optional<std::size_t> best;
  std::pair<std::size_t, bool> best_fit;  // folders that agree, same extension
  for (const std::string_view key : {last, without_extension(last)}) {
    const auto found = by_last_part_.find(std::string(key));
    if (found == by_last_part_.end()) continue;
    for (const std::size_t index : found->second) {
      const std::string& name = entries_[index].name;
      const auto folders = agreement(normal, name);
      if (!folders) continue;
      const std::pair fit{*folders, last_part(name) == last};
      if (best && fit <= best_fit) continue;
      best = index;
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
    CsvReader(LineSource(path), csv_separator(path)).next(columns);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) throw;  // a line of text need not be CSV
  }
  if (track_column(columns))
    add_table(path, split);
  else
    add_lines(path, split.empty() ? split_in_name(path) : split);
}

void SplitLists::add_table(const std::string& path, const std::string& split) {
  CsvReader csv(LineSource(path), csv_separator(path));
  std::vector<std::string> cells;
  csv.next(cells);
  const std::size_t track = *track_column(cells);
  const auto column = find_column(cells, {"split", "set", "subset"});
  if (!column && split.empty())
    throw Error(ErrorKind::corrupt, csv.where(), "no column \"split\" (or say train=" + path + ")");
  while (csv.next(cells)) {
    const std::string value = split.empty() ? split_name(cell_of(csv, cells, *column)) : split;
    names_.add(cell_of(csv, cells, track), value, csv.where());
  }
}

void SplitLists::add_lines(const std::string& path, const std::string& split) {
  LineSource lines(path);
  while (const auto line = lines.next()) {
    const std::string_view name = trimmed(*line);
    if (!name.empty() && !name.starts_with('#')) names_.add(name, split, lines.where());
  }
}

SplitLists::Outcome SplitLists::apply(std::vector<Record>& records) const {
  std::vector<bool> found(names_.size(), false);
  const std::size_t before = records.size();
  std::erase_if(records, [&](Record& record) {
    const auto entry = names_.find(record.path);
    if (!entry) return true;
    found[*entry] = true;
    record.split = names_.value(*entry);
    return false;
  });
  Outcome outcome;
  outcome.left_out = before - records.size();
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
  CsvReader csv(LineSource(path), csv_separator(path));
  std::vector<std::string> cells;
  csv.next(cells);
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
  return unknown;
}

}  // namespace melsift::record
