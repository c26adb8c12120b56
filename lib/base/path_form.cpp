#include "base/path_form.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include <utf8proc.h>

#include "base/legacy_text.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace melsift {
namespace {

// `text`, valid UTF-8, in NFC or NFD.
std::string normalised(std::string_view text, int form) {
  utf8proc_uint8_t* result = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(form | UTF8PROC_STABLE));
  if (size < 0) throw std::bad_alloc();  // no other failure is possible for valid UTF-8
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, std::free);
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

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
      if (is_utf8(text)) add(normalised(text, form));
    });
  }
  add_each([&](const std::string& bytes) {
    if (is_utf8(bytes)) return;
    for (const std::string& text : {from_windows_1252(bytes), from_windows_1251(bytes)}) {
      add(text);
      add(normalised(text, UTF8PROC_DECOMPOSE));
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

}  // namespace melsift
