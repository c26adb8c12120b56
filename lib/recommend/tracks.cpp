#include "recommend/tracks.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string_view>
#include <unordered_set>

#include "base/hash.h"
#include "recommend/genre.h"
#include "recommend/genre_lists.h"
#include "recommend/language.h"

namespace melsift::recommend {
namespace {

// Splits a text with several genres, see split_genre().
void split_genres(std::vector<record::Record>& records) {
  std::unordered_set<std::string> texts;
  for (const record::Record& record : records)
    texts.insert(record.genre.begin(), record.genre.end());
  const auto lists = split_genre_lists(texts);
  if (lists.empty()) return;
  for (record::Record& record : records) {
    std::vector<std::string> genres;
    for (std::string& genre : record.genre) {
      const auto list = lists.find(genre);
      if (list == lists.end())
        genres.push_back(std::move(genre));
      else
        genres.insert(genres.end(), list->second.begin(), list->second.end());
    }
    record.genre = std::move(genres);
  }
}

}  // namespace

std::optional<std::size_t> Vocabulary::add(const std::string& name) {
  const auto [spelling, is_new] = by_spelling_.try_emplace(name);
  if (is_new) {
    const std::string form = form_(name);
    if (form.empty()) return std::nullopt;
    const auto [place, is_new_form] = by_form_.try_emplace(form, names_.size());
    if (is_new_form) {
      names_.push_back(name);
      counts_.push_back(0);
    }
    spelling->second = place->second;
    std::string& shown = names_[place->second];
    shown = std::min(shown, name);
  }
  if (spelling->second) ++counts_[*spelling->second];
  return spelling->second;
}

std::optional<std::size_t> Vocabulary::find(std::string_view name) const {
  const auto found = by_form_.find(form_(name));
  if (found == by_form_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Vocabulary::frequent(std::size_t most) const {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : names_[a] < names_[b];
  });
  order.resize(std::min(most, order.size()));
  std::vector<std::string> names;
  for (const std::size_t number : order) names.push_back(names_[number]);
  return names;
}

std::vector<std::string> genre_names(const record::Record& record) {
  if (!record.genre.empty()) return record.genre;
  for (const std::string* name : {&record.predicted, &record.label}) {
    if (!name->empty()) return {*name};
  }
  return {};
}

std::uint64_t identity_hash(const record::Record& record, std::uint64_t begun) {
  for (const std::string* text : {&record.artist, &record.title, &record.path})
    begun = hash(std::string_view("\0", 1), hash(*text, begun));
  return begun;
}

Tracks::Tracks(std::vector<record::Record> records)
    : records_(std::move(records)), genres_(genre_form), languages_(language_form) {
  split_genres(records_);
  for (const record::Record& record : records_) {
    const auto begin = static_cast<std::ptrdiff_t>(genre_numbers_.size());
    for (const std::string& genre : genre_names(record)) {
      const auto number = genres_.add(genre);
      if (number && std::find(genre_numbers_.begin() + begin, genre_numbers_.end(), *number) ==
                        genre_numbers_.end())
        genre_numbers_.push_back(*number);
    }
    genre_ends_.push_back(genre_numbers_.size());
    language_of_.push_back(languages_.add(record.language));
    identities_.push_back(identity_hash(record, kHashBegin));
    const auto year = record::first_year(record);
    if (!year) continue;
    if (!years_) years_ = {*year, *year};
    years_->first = std::min(years_->first, *year);
    years_->second = std::max(years_->second, *year);
  }
  for (const record::Record& record : records_) {
    const auto year = record::first_year(record);
    year_of_.push_back(year ? *year_point(static_cast<double>(*year)) : YearPoint{});
  }
}

std::span<const std::size_t> Tracks::genres_of(std::size_t track) const {
  const std::size_t begin = track == 0 ? 0 : genre_ends_[track - 1];
  return std::span(genre_numbers_).subspan(begin, genre_ends_[track] - begin);
}

std::optional<YearPoint> Tracks::year_point(double year) const {
  if (!years_) return std::nullopt;
  const auto first = static_cast<double>(years_->first);
  const auto last = static_cast<double>(years_->second);
  const double normalised =
      last > first ? std::clamp((year - first) / (last - first), 0.0, 1.0) : 0.0;
  const double angle = normalised * std::numbers::pi / 2.0;
  return YearPoint{std::cos(angle), std::sin(angle)};
}

}  // namespace melsift::recommend
