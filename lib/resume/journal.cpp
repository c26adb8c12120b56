#include "resume/journal.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/utf8.h"
#include "record/json_text.h"
#include "record/lines.h"

namespace melsift::resume {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "melsift 1";
constexpr std::string_view kComplete = "{\"complete\":{";  // begins the last line

std::uint64_t from_hex(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

void append_text(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  record::append_json_string(out, value);
}

void append_stamp(std::string& out, const FileStamp& stamp) {
  out.append("\"size\":").append(std::to_string(stamp.size));
  append_text(out, "mtime", stamp.mtime);
}

std::optional<FileStamp> read_stamp(const Json& json) {
  if (!json.contains("size") || !json.contains("mtime")) return std::nullopt;
  return FileStamp{json.at("size").get_ref<const Json::number_unsigned_t&>(),
                   json.at("mtime").get<std::string>()};
}

JournalEntry read_entry(const Json& json) {
  JournalEntry entry;
  entry.path = json.at("path").get<std::string>();
  entry.stamp = read_stamp(json);
  if (json.contains("error")) {
    entry.error = json.at("error").get<std::string>();
  } else {
    entry.input = from_hex(json.at("input").get<std::string>());
    entry.bytes = json.at("bytes").get_ref<const Json::number_unsigned_t&>();
    entry.checksum = from_hex(json.at("checksum").get<std::string>());
  }
  return entry;
}

}  // namespace

std::string to_line(const JournalEntry& entry) {
  std::string line = "{\"path\":";
  record::append_json_string(line, valid_utf8(entry.path));
  if (!entry.error.empty()) append_text(line, "error", valid_utf8(entry.error));
  if (entry.stamp) {
    line += ',';
    append_stamp(line, *entry.stamp);
  }
  if (entry.error.empty()) {
    append_text(line, "input", to_hex(entry.input));
    line.append(",\"bytes\":").append(std::to_string(entry.bytes));
    append_text(line, "checksum", to_hex(entry.checksum));
  }
  return line += "}\n";
}

Journal Journal::begin(const std::string& path, std::string_view settings) {
  Journal journal(DiskFile::open_or_create(path));
  journal.file_.truncate(0);
  std::string line = "{";
  line.append("\"journal\":\"").append(kFormat).append("\"");
  append_text(line, "settings", settings);
  journal.file_.append(line += "}\n");
  journal.settings_ = settings;
  journal.lines_end_ = line.size();
  return journal;
}

std::optional<Journal> Journal::recover(const std::string& path, const Check& holds) {
  if (!file_stamp(path)) return std::nullopt;
  Journal journal(DiskFile::open_or_create(path));
  if (!journal.read_lines(Lines::torn, holds)) return std::nullopt;
  journal.file_.truncate(journal.lines_end_);
  journal.stamp_.reset();
  return journal;
}

Journal Journal::open(const std::string& path) {
  Journal journal(DiskFile::open(path));
  if (!journal.read_lines(Lines::strict, {}) || !journal.stamp_)
    throw Error(ErrorKind::corrupt, path, "is not the journal of a finished file");
  return journal;
}

std::optional<FileStamp> Journal::stamp_at(const std::string& path) {
  if (!file_stamp(path)) return std::nullopt;
  const DiskFile file = DiskFile::open(path);
  const std::uint64_t size = std::min<std::uint64_t>(file.size(), 256);  // longer than that line
  const std::string tail = file.read(file.size() - size, size);
  const std::size_t begin = tail.rfind(kComplete);
  if (begin == std::string::npos) return std::nullopt;
  try {
    return read_stamp(Json::parse(tail.substr(begin)).at("complete"));
  } catch (const Json::exception&) {  // torn
    return std::nullopt;
  }
}

Journal Journal::open_failures(const std::string& path) {
  Journal journal(DiskFile::open(path));
  journal.read_lines(Lines::failures, {});
  return journal;
}

// False if the first line does not say that this is a journal.
bool Journal::read_lines(Lines lines, const Check& holds) {
  record::LineSource source(file_.path());
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // which LineSource leaves out
  if (file_.size() >= 3 && file_.read(0, 3) == kByteOrderMark) lines_end_ = 3;
  try {
    while (const auto line = source.next()) {
      const bool whole = lines_end_ + line->size() < file_.size();  // its newline is there
      if (!whole && lines == Lines::torn) break;
      if (!trimmed(*line).empty() && !take_line(*line, lines, holds)) break;
      lines_end_ = std::min(lines_end_ + line->size() + 1, file_.size());
    }
  } catch (const Json::exception&) {
    if (lines != Lines::torn)
      throw Error(ErrorKind::corrupt, source.where(),
                  lines == Lines::failures
                      ? "is not a failure, {\"path\":\"...\",\"error\":\"...\"}"
                      : "is not a line of a journal");
  }
  index_paths();
  return lines == Lines::failures || !settings_.empty();
}

// False if the data differ from the entry, or at the end.
bool Journal::take_line(std::string_view line, Lines lines, const Check& holds) {
  const Json json = Json::parse(line);
  if (lines != Lines::failures && settings_.empty()) {
    if (json.at("journal").get<std::string>() != kFormat)
      throw Error(ErrorKind::unsupported, file_.path(), "is of another version of melsift");
    settings_ = json.at("settings").get<std::string>();
    return true;
  }
  if (lines != Lines::failures && json.contains("complete")) {
    stamp_ = read_stamp(json.at("complete"));
    return false;
  }
  const JournalEntry entry = read_entry(json);
  if (lines == Lines::failures && entry.error.empty()) json.at("error");
  if (holds && !holds(entry, data_size_)) return false;
  add_place(entry);
  return true;
}

void Journal::add_place(const JournalEntry& entry) {
  places_.push_back({hash(valid_utf8(entry.path)), lines_end_, data_size_});
  data_size_ += entry.bytes;
  if (entry.error.empty()) ++successes_;
}

void Journal::index_paths() {
  by_hash_.resize(places_.size());
  std::iota(by_hash_.begin(), by_hash_.end(), 0U);
  std::ranges::stable_sort(by_hash_, {}, [&](std::uint32_t i) { return places_[i].path_hash; });
}

JournalEntry Journal::entry(std::size_t index) const {
  const std::uint64_t begin = places_[index].line_offset;
  const std::uint64_t end =
      index + 1 < places_.size() ? places_[index + 1].line_offset : lines_end_;
  try {
    return read_entry(Json::parse(file_.read(begin, end - begin)));
  } catch (const Json::exception&) {
    throw Error(ErrorKind::corrupt, file_.path(), "was changed by another program meanwhile");
  }
}

std::vector<std::size_t> Journal::find(std::string_view raw_path) const {
  const std::string path = valid_utf8(raw_path);
  std::vector<std::size_t> found;
  const auto hash_of = [&](std::uint32_t i) { return places_[i].path_hash; };
  const auto wanted = hash(path);
  // equal_range is not used, because clang 14, which builds the fuzz targets, can't compile that of
  // libstdc++ 12.
  auto at = std::ranges::lower_bound(by_hash_, wanted, {}, hash_of);
  for (; at != by_hash_.end() && hash_of(*at) == wanted; ++at)
    if (entry(*at).path == path) found.push_back(*at);
  return found;
}

void Journal::append(const JournalEntry& entry) {
  const std::string line = to_line(entry);
  file_.append(line);
  add_place(entry);
  lines_end_ += line.size();
}

void Journal::finish(const FileStamp& stamp) {
  std::string line(kComplete);
  append_stamp(line, stamp);
  file_.append(line += "}}\n");
  file_.sync();
  stamp_ = stamp;
}

}  // namespace melsift::resume
