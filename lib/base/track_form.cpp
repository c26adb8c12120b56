#include "base/track_form.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/name.h"
#include "base/number.h"
#include "base/utf8.h"

namespace melsift {
namespace {

using Words = std::vector<std::string>;

// Words, alone or in pairs, that name an edition of the same recording.
constexpr std::array<std::string_view, 14> kEditions = {
    "remaster",  "remastered",    "mono",       "stereo",         "bonustrack",
    "deluxe",    "explicit",      "radioedit",  "albumversion",   "anniversary",
    "albumedit", "singleversion", "singleedit", "originalversion"};

// Words that name another recording, whatever its edition.
constexpr std::array<std::string_view, 14> kRecordings = {
    "acoustic", "acappella", "cover", "demo",      "dub",     "extended", "instrumental",
    "karaoke",  "live",      "remix", "rehearsal", "reprise", "session",  "unplugged"};

template <std::size_t Size>
bool has_any(const Words& words, const std::array<std::string_view, Size>& wanted) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string pair = i + 1 < words.size() ? words[i] + words[i + 1] : "";
    for (const std::string_view one : wanted)
      if (words[i] == one || pair == one) return true;
  }
  return false;
}

bool is_blank(std::string_view text) {
  return trimmed(text).empty();
}

// Where a folded text announces guests, and where their names begin.
struct Marker {
  std::size_t begin, names;
};

bool begins_with_word(std::string_view text) {
  if (text.empty()) return false;
  std::string_view rest = text;
  take_code_point(rest);
  return !name_words(text.substr(0, text.size() - rest.size())).empty();
}

std::optional<Marker> find_marker(std::string_view text) {
  constexpr std::array<std::string_view, 3> kMarkers = {"featuring", "feat", "ft"};
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && text[at - 1] != ' ') continue;
    for (const std::string_view marker : kMarkers) {
      if (!text.substr(at).starts_with(marker)) continue;
      std::size_t end = at + marker.size();
      if (end < text.size() && text[end] == '.') ++end;
      const std::size_t names = std::min(text.find_first_not_of(' ', end), text.size());
      if (names == at + marker.size()) continue;  // "feature"
      // "Little Feat & Friends" has no guests.
      if (begins_with_word(text.substr(names))) return Marker{at, names};
    }
  }
  return std::nullopt;
}

// The parts of a folded name: text, brackets, and text after a dash.
struct Part {
  std::string_view text;  // without brackets or dash
  bool is_aside = false;  // was in brackets or after a dash
};

std::size_t closing(std::string_view text, std::size_t open) {
  const char opening = text[open], close = opening == '(' ? ')' : ']';
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    depth += text[at] == opening ? 1 : text[at] == close ? -1 : 0;
    if (depth == 0) return at;
  }
  return text.size();
}

std::vector<Part> parts_of(std::string_view text) {
  constexpr std::string_view kDash = " - ";
  std::vector<Part> parts;
  std::size_t begin = 0;
  bool after_dash = false;
  const auto end_part = [&](std::size_t end) {
    const std::string_view part = trimmed(text.substr(begin, end - begin));
    if (!part.empty()) parts.push_back({part, after_dash});
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '(' || text[at] == '[') {
      end_part(at);
      const std::size_t close = closing(text, at);
      const std::string_view inner = trimmed(text.substr(at + 1, close - at - 1));
      if (!inner.empty()) parts.push_back({inner, true});
      at = close;
      begin = std::min(close + 1, text.size());
      after_dash = false;
    } else if (text.substr(at).starts_with(kDash)) {
      end_part(at);
      at += kDash.size() - 1;
      begin = at + 1;
      after_dash = true;
    }
  }
  end_part(text.size());
  return parts;
}

// The text of a bracket without the edition: "Live" of "Live / Remastered 2011".
std::string without_edition(std::string_view aside) {
  const Words words = name_words(aside);
  if (!has_any(words, kEditions)) return std::string(aside);
  std::string rest;
  if (!has_any(words, kRecordings)) return rest;
  for (std::size_t begin = 0; begin <= aside.size();) {
    const std::size_t end = std::min(aside.find_first_of("/,;", begin), aside.size());
    const std::string_view piece = aside.substr(begin, end - begin);
    const Words piece_words = name_words(piece);
    if (!has_any(piece_words, kEditions) || has_any(piece_words, kRecordings))
      rest.append(" ").append(piece);
    begin = end + 1;
  }
  return rest;
}

// A folded name without guests and, in a title, without editions; and the removed parts.
struct Bare {
  std::string name;
  std::vector<std::string> guests;
};

Bare bare(std::string_view folded, bool is_title) {
  Bare result;
  for (const Part& part : parts_of(folded)) {
    std::string_view text = part.text;
    const bool first = result.name.empty();
    const auto marker = find_marker(text);
    if (marker && !(first && is_blank(text.substr(0, marker->begin)))) {
      result.guests.emplace_back(trimmed(text.substr(marker->names)));
      text = trimmed(text.substr(0, marker->begin));
    }
    if (text.empty()) continue;
    std::string kept(text);
    if (is_title && part.is_aside && !first) kept = without_edition(text);
    if (!is_blank(kept)) result.name.append(first ? "" : " ").append(kept);
  }
  return result;
}

void add_guests(std::vector<std::string>& featured, const std::vector<std::string>& guests) {
  const auto add = [&](std::string_view name) {
    std::string form = lookup_form(name);
    if (!form.empty() && std::ranges::find(featured, form) == featured.end())
      featured.push_back(std::move(form));
  };
  for (const std::string& all : guests) {
    add(all);
    std::string pieces = all;
    for (const std::string_view word : {" and ", " & ", ";", "/"})
      for (std::size_t at; (at = pieces.find(word)) != std::string::npos;)
        pieces.replace(at, word.size(), ",");
    for (const std::string& piece : split_list(pieces, ',')) add(piece);
  }
}

std::string form_of(const Bare& name, std::string_view folded) {
  std::string form = lookup_form(name.name);
  return form.empty() ? lookup_form(folded) : form;
}

std::string form_of(std::string_view folded, bool is_title) {
  return form_of(bare(folded, is_title), folded);
}

std::string joined(std::string artist, const std::string& title) {
  return artist.empty() || title.empty() ? "" : std::move(artist) + title;
}

}  // namespace

ArtistCredit artist_credit(std::string_view artist, std::string_view title) {
  const std::string folded = folded_name(artist);
  const Bare name = bare(folded, false);
  ArtistCredit credit{form_of(name, folded), {}};
  add_guests(credit.featured, name.guests);
  if (!title.empty()) add_guests(credit.featured, bare(folded_name(title), true).guests);
  return credit;
}

std::string artist_form(std::string_view artist) {
  return form_of(folded_name(artist), false);
}

std::string title_form(std::string_view title) {
  return form_of(folded_name(title), true);
}

std::string track_form(std::string_view artist, std::string_view title) {
  return joined(artist_form(artist), title_form(title));
}

std::vector<std::string> track_forms(std::string_view text) {
  constexpr std::string_view kDash = " - ";
  const std::string folded = folded_name(text);
  std::vector<std::string> forms;
  const auto add = [&](std::string form) {
    if (!form.empty() && std::ranges::find(forms, form) == forms.end())
      forms.push_back(std::move(form));
  };
  for (std::size_t at = folded.find(kDash); at != std::string::npos;
       at = folded.find(kDash, at + 1))
    add(joined(form_of(folded.substr(0, at), false),
               form_of(folded.substr(at + kDash.size()), true)));
  add(form_of(folded, true));
  return forms;
}

}  // namespace melsift
