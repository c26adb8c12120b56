// Any bytes as a name, a genre or an entry of a playlist: all forms of it are UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/genre_text.h"
#include "base/legacy_text.h"
#include "base/name.h"
#include "base/path_form.h"
#include "base/text_encoding.h"
#include "base/track_form.h"
#include "base/utf8.h"

namespace {

using namespace melsift;

void check(const std::string& text) {
  if (!is_utf8(text)) std::abort();
}

void check_all(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) check(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TextEncoding shift_jis("Shift_JIS"), cyrillic("windows-1251");
  const std::string name(reinterpret_cast<const char*>(data), size);
  for (const auto form : {folded_name, normal_form, lookup_form, artist_form, title_form})
    check(form(name));
  check_all(name_words(name));
  check_all(track_forms(name));
  check_all(artist_credit(name, name).featured);
  for (const std::string& text :
       {legacy_text(name), from_windows_1252(name), from_windows_1251(name), shift_jis.decode(name),
        cyrillic.decode(name)})
    check(text);
  const auto forms = path_forms(name);
  if (forms.empty() || forms.front() != name) std::abort();
  const auto parts =
      split_genre(name, [](const std::string& part) { return is_listed_genre(part); });
  if (parts.empty()) std::abort();
  // What equals by name equals in look-ups, too.
  const std::string folded = folded_name(name);
  if (normal_form(folded) != normal_form(name)) std::abort();
  return 0;
}
