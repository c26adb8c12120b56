#include "base/path_form.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <utf8proc.h>

#include "base/legacy_text.h"
#include "base/percent.h"
#include "base/unicode_map.h"
#include "base/utf8.h"

namespace melsift {
namespace {

std::string with_slashes(std::string path) {
  std::ranges::replace(path, '\\', '/');
  return path;
}

}  // namespace

std::vector<std::string> path_forms(std::string_view entry) {
  std::vector<std::string> forms;
  const auto add = [&](std::string form) {
    if (std::ranges::find(forms, form) == forms.end()) forms.push_back(std::move(form));
  };
  const auto add_each = [&](const auto& change) {
    for (std::size_t i = 0, before = forms.size(); i < before; ++i) change(std::string(forms[i]));
  };
  add(std::string(entry));
  add(percent_decoded(entry));
  add_each([&](const std::string& form) { add(with_slashes(form)); });
  for (const int form : {UTF8PROC_COMPOSE, UTF8PROC_DECOMPOSE}) {
    add_each([&](const std::string& text) {
      if (is_utf8(text)) add(unicode_map(text, form));
    });
  }
  add_each([&](const std::string& bytes) {
    if (is_utf8(bytes)) return;
    for (const std::string& text : {from_windows_1252(bytes), from_windows_1251(bytes)}) {
      add(text);
      add(unicode_map(text, UTF8PROC_DECOMPOSE));
    }
  });
  return forms;
}

std::string normal_path(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path given(path);
  const fs::path lexical = given.lexically_normal();
  fs::path climbing, rest;  // the part up to the last "..", and what follows it
  for (const fs::path& part : given) {
    rest /= part;
    if (part == "..") climbing /= std::exchange(rest, fs::path());
  }
  if (climbing.empty()) return lexical.string();
  std::error_code error;
  const fs::path real = fs::canonical(climbing, error);
  if (error) return lexical.string();
  const fs::path simple = climbing.lexically_normal();
  if (fs::equivalent(climbing, simple.empty() ? fs::path(".") : simple, error) && !error)
    return lexical.string();
  return (real / rest).lexically_normal().string();
}

std::string absolute_path(const std::string& path) {
  if (path.empty()) return {};
  std::error_code unknown;  // the current folder may have been deleted
  const std::filesystem::path absolute = std::filesystem::absolute(path, unknown);
  std::string normal = normal_path(unknown ? path : absolute.string());
  if (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

bool path_is_under(const std::string& path, const std::string& folder) {
  if (path.empty() || folder.empty()) return false;
  const std::string file = normal_path(path);
  std::string above = normal_path(folder);
  if (above == "." || above == "./")
    return !std::filesystem::path(file).is_absolute() && file != ".." && !file.starts_with("../");
  if (!above.ends_with('/')) above += '/';
  return file.size() > above.size() && file.starts_with(above);
}

}  // namespace melsift
