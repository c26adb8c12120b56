#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/number.h"
#include "base/path_form.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "recommend/playlist.h"
#include "record/json_text.h"
#include "record/shown_title.h"

namespace melsift::recommend {
namespace {

bool is_address(std::string_view path) {
  const auto colon = path.find("://");
  return colon != std::string_view::npos && colon > 0 &&
         path.substr(0, colon).find('/') == std::string_view::npos;
}

// A path in the form of RFC 3986: all characters except unreserved ones and slashes are encoded.
std::string location(const std::string& path) {
  if (path.empty() || is_address(path)) return path;
  return (path.starts_with('/') ? "file://" : "") +
         percent_encoded(path, [](char c) { return c == '/' || is_unreserved(c); });
}

// Text for XML 1.0, which does not allow most control characters.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = take_code_point(text);
    if (c == U'<')
      out += "&lt;";
    else if (c == U'>')
      out += "&gt;";
    else if (c == U'&')
      out += "&amp;";
    else if ((c < 0x20 && c != U'\t' && c != U'\n') || c == 0xFFFE || c == 0xFFFF)
      append_code_point(out, kReplacement);
    else
      append_code_point(out, c);
  }
  return out;
}

std::string milliseconds(const record::Record& record) {
  std::string text;
  if (record.duration_s && *record.duration_s > 0.0 && *record.duration_s < 1e9)
    append_number(text, std::llround(*record.duration_s * 1000.0));
  return text;
}

// The fields of a track in both formats: name and text, in the order of the specification.
std::array<std::pair<std::string_view, std::string>, 4> texts(const record::Record& record) {
  return {{{"location", location(record.path)},
           {"title", record::shown_title(record)},
           {"creator", record.artist},
           {"album", record.album}}};
}

}  // namespace

std::string path_for(const std::string& path, Paths paths, const std::string& folder,
                     const std::string& here) {
  if (paths == Paths::given || path.empty() || is_address(path)) return path;
  namespace fs = std::filesystem;
  const fs::path absolute = normal_path((fs::path(here) / path).string());
  if (paths == Paths::absolute) return absolute.string();
  // A player resolves ".." from the real position of the folder.
  const auto real = [](const fs::path& at) {
    std::error_code error;
    const fs::path found = fs::weakly_canonical(at, error);
    return error ? at.lexically_normal() : found;
  };
  const fs::path track = real(absolute.parent_path()) / absolute.filename();
  return track.lexically_relative(real(fs::path(folder))).string();
}

std::string xspf(std::span<const record::Record> records) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n  <trackList>\n";
  for (const record::Record& record : records) {
    out += "    <track>\n";
    const auto add = [&out](std::string_view name, const std::string& text) {
      if (text.empty()) return;
      out.append("      <").append(name).append(">").append(escaped(text));
      out.append("</").append(name).append(">\n");
    };
    for (const auto& [name, text] : texts(record)) add(name, text);
    add("duration", milliseconds(record));
    out += "    </track>\n";
  }
  return out + "  </trackList>\n</playlist>\n";
}

std::string jspf(std::span<const record::Record> records) {
  std::string out = "{\"playlist\":{\"track\":[";
  std::string_view separator = "\n";
  for (const record::Record& record : records) {
    out.append(separator).append("{");
    separator = ",\n";
    const auto add = [&out](std::string_view name, std::string_view raw) {
      if (!out.ends_with('{')) out += ',';
      out.append("\"").append(name).append("\":").append(raw);
    };
    for (const auto& [name, text] : texts(record)) {
      if (text.empty()) continue;
      std::string raw;
      record::append_json_string(raw, valid_utf8(text));
      add(name, name == "location" ? "[" + raw + "]" : raw);
    }
    if (const std::string duration = milliseconds(record); !duration.empty())
      add("duration", duration);
    out += '}';
  }
  return out + "\n]}}\n";
}

}  // namespace melsift::recommend
