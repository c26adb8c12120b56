// Names of languages: "English", "en", "EN", "eng" and "en-GB" are one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift::recommend {

// The ISO 639-1 code of a language given by its English name, its ISO 639-1 or 639-2 code (both
// the terminological and the bibliographic: deu, ger), in any case and with or without a region
// behind it (pt-BR).  Nothing for what is none of these.
std::optional<std::string> language_code(std::string_view name);

// The form under which languages are equal: the code, or lookup_form() of a name that has none.
// Empty, which is unknown, for an empty name and for the codes that say so: "und" (undetermined),
// "mul" (several), "mis", "zxx" (no words), and "XXX" of ID3 tags.
std::string language_form(std::string_view name);

}  // namespace melsift::recommend
