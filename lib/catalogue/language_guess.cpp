#include "catalogue/language_guess.h"

#ifdef MELSIFT_CLD2
#include <cld2/public/compact_lang_det.h>
#endif

namespace melsift::catalogue {

#ifdef MELSIFT_CLD2

bool can_guess_language() {
  return true;
}

std::string guess_language(std::string_view title, std::string_view artist) {
  const std::string text = std::string(title).append(". ").append(artist);
  bool is_reliable = false;
  const CLD2::Language language =
      CLD2::DetectLanguage(text.data(), static_cast<int>(text.size()), true, &is_reliable);
  if (!is_reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  std::string code = CLD2::LanguageCode(language);
  return code.substr(0, code.find('-'));  // "zh-Hant" is Chinese
}

#else

bool can_guess_language() {
  return false;
}

std::string guess_language(std::string_view /*title*/, std::string_view /*artist*/) {
  return {};
}

#endif

}  // namespace melsift::catalogue
