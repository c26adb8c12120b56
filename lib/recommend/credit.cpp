#include "recommend/credit.h"

#include <algorithm>
#include <utility>

namespace melsift::recommend {
namespace {

void add(std::vector<std::string>& forms, std::string form) {
  if (!form.empty() && std::ranges::find(forms, form) == forms.end())
    forms.push_back(std::move(form));
}

}  // namespace

ArtistCredit credit_of(const record::Record& record) {
  ArtistCredit credit = artist_credit(record.artist, record.title);
  for (const std::string& artist : record.artists)
    if (std::string form = artist_form(artist); form != credit.main)
      add(credit.featured, std::move(form));
  return credit;
}

std::vector<std::string> artist_forms(const record::Record& record) {
  std::vector<std::string> forms;
  for (const std::string& artist : record.artists) add(forms, artist_form(artist));
  if (forms.empty()) add(forms, artist_form(record.artist));
  return forms;
}

std::vector<std::string> track_forms(const record::Record& record) {
  std::vector<std::string> forms;
  add(forms, track_form(record.artist, record.title));
  for (const std::string& artist : record.artists) add(forms, track_form(artist, record.title));
  return forms;
}

}  // namespace melsift::recommend
