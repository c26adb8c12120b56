#include <utility>

#include "base/error.h"
#include "base/name.h"
#include "base/path_form.h"
#include "catalogue/credits.h"
#include "catalogue/merge.h"
#include "catalogue/store.h"
#include "catalogue/text_list.h"
#include "catalogue/track_name.h"
#include "record/reader.h"
#include "record/writer.h"

namespace melsift::catalogue {
namespace {

#define MELSIFT_SELECT_TRACK                                                                    \
  "SELECT track.id, path, title, artist, album, genre, language, language_guessed, year, "      \
  "tempo_bpm, duration_s, sample_rate, other, front_end, features, predicted, labels, scores, " \
  "embedding, model, trained_on, liked, play_count, last_played, artists, album_artist, "       \
  "original_year, duration_estimated FROM track "                                               \
  "LEFT JOIN sound ON sound.track = track.id LEFT JOIN feedback ON feedback.track = track.id "

// The record of a row of MELSIFT_SELECT_TRACK.
record::Record record_of(const Statement& row) {
  record::Record record;
  if (std::string other = row.text(12); !other.empty())
    record::Reader::over("other", std::move(other)).next(record);
  record.path = row.text(1);
  record.title = row.text(2);
  record.artist = row.text(3);
  record.album = row.text(4);
  record.genre = parse_list(row.text(5));
  record.language = row.text(6);
  record.language_guessed = row.integer(7).value_or(0) != 0;
  record.year = row.integer(8);
  record.tempo_bpm = row.real(9);
  record.duration_s = row.real(10);
  record.sample_rate = row.integer(11);
  record.front_end = row.text(13);
  record.features = row.floats(14);
  record.predicted = row.text(15);
  const std::vector<std::string> labels = parse_list(row.text(16));
  const std::vector<float> scores = row.floats(17);
  for (std::size_t i = 0; i < labels.size() && i < scores.size(); ++i)
    record.scores.push_back({labels[i], scores[i]});
  record.embedding = row.floats(18);
  record.model = row.text(19);
  record.trained_on = row.integer(20).value_or(0) != 0;
  if (const auto liked = row.integer(21)) record.liked = *liked != 0;
  record.play_count = row.integer(22);
  record.last_played = row.text(23);
  // Of a catalogue of an older melsift, `other` may have these.
  if (!row.is_null(24)) record.artists = parse_list(row.text(24));
  if (!row.is_null(25)) record.album_artist = row.text(25);
  if (!row.is_null(26)) record.original_year = row.integer(26);
  record.duration_estimated = row.integer(27).value_or(0) != 0;
  return record;
}

record::Record record_of(const Statement& row, const Database& database) {
  try {
    return record_of(row);
  } catch (const Error& error) {
    throw database.damaged("track " + row.text(0) + ": " + error.what());
  }
}

bool is_scanned(Database& database, long long id) {
  Statement& row = database.statement("SELECT 1 FROM file WHERE track = ?1");
  const bool found = row.with(id).next();
  row.reset();
  return found;
}

// Throws the Errors of put() before anything is written.
void check(const record::Record& record) {
  if (record.segment)
    throw Error(ErrorKind::invalid_argument, record.path.empty() ? "a record" : record.path,
                "is a piece of a track, but a catalogue contains whole tracks (melsift classify "
                "combines pieces)");
  record::to_json(record);
}

}  // namespace

void Store::for_each_track(const std::function<void(record::Record&&)>& use) const {
  for_each_numbered_track([&](long long, record::Record&& record) { use(std::move(record)); });
}

void Store::for_each_numbered_track(
    const std::function<void(long long, record::Record&&)>& use) const {
  const auto give = [&](Statement& rows) {
    try {
      while (rows.next()) use(rows.integer(0).value_or(0), record_of(rows, *database_));
    } catch (...) {
      rows.reset();
      throw;
    }
  };
  database_->snapshot([&] {
    give(database_->statement(MELSIFT_SELECT_TRACK "WHERE path IS NOT NULL ORDER BY path"));
    give(database_->statement(MELSIFT_SELECT_TRACK "WHERE path IS NULL ORDER BY track.id"));
  });
}

long long Store::track_count() const {
  return database_->number("SELECT count(*) FROM track");
}

std::optional<long long> Store::find_track(const std::string& path) const {
  Statement& found = database_->statement("SELECT id FROM track WHERE path = ?1");
  for (const std::string& name : {absolute_path(path), path}) {
    std::optional<long long> id;
    if (found.with(name).next()) id = found.integer(0);
    found.reset();
    if (id) return id;
  }
  return std::nullopt;
}

std::optional<long long> Store::find_entry(const std::string& path) const {
  for (const std::string& form : path_forms(path))
    if (const auto id = find_track(form)) return id;
  return std::nullopt;
}

std::vector<long long> Store::find_named(const record::Record& record) const {
  std::vector<long long> all = tracks_named(*database_, record), of_album;
  const std::string album = lookup_form(record.album);
  if (album.empty()) return all;
  Statement& row = database_->statement("SELECT album FROM track WHERE id = ?1");
  for (const long long id : all) {
    if (row.with(id).next() && lookup_form(row.text(0)) == album) of_album.push_back(id);
    row.reset();
  }
  return of_album.empty() ? all : of_album;
}

std::vector<long long> Store::find_matching(const record::Record& record) const {
  const std::string& text = record.path;
  std::vector<long long> found;
  if (!text.empty()) {
    if (const auto id = find_entry(text)) return {*id};
    for_each_file(absolute_path(text), [&](KnownFile&& file) { found.push_back(file.track); });
  }
  if (found.empty()) found = find_named(record);
  constexpr std::string_view kDash = " - ";
  for (std::size_t at = text.find(kDash); found.empty() && at != std::string::npos;
       at = text.find(kDash, at + 1)) {
    record::Record named;
    named.artist = text.substr(0, at);
    named.title = text.substr(at + kDash.size());
    found = find_named(named);
  }
  return found;
}

bool Store::has_track(long long id) const {
  Statement& row = database_->statement("SELECT 1 FROM track WHERE id = ?1");
  const bool found = row.with(id).next();
  row.reset();
  return found;
}

record::Record Store::track(long long id) const {
  Statement& row = database_->statement(MELSIFT_SELECT_TRACK "WHERE track.id = ?1");
  record::Record record;
  if (row.with(id).next()) record = record_of(row, *database_);
  row.reset();
  return record;
}

Stored Store::enter(const std::vector<long long>& tracks, const record::Record& record,
                    const std::string& identity, const record::Record& given,
                    void (*merge)(record::Record& track, const record::Record& given)) {
  Stored stored = tracks.empty() ? Stored::added : Stored::same;
  transaction([&] {
    if (tracks.empty()) insert(record, identity);
    for (const long long id : tracks) {
      const record::Record before = track(id);
      record::Record after = before;
      merge(after, given);
      if (update(id, before, after) == Stored::changed) stored = Stored::changed;
    }
  });
  return stored;
}

Stored Store::put(const record::Record& record, const std::string& identity) {
  check(record);
  std::vector<long long> tracks;
  Statement& found = database_->statement(
      "SELECT id FROM track WHERE path = ?1 OR (?1 IS NULL AND identity = ?2)");
  if (found.with(record.path, identity).next()) tracks.push_back(*found.integer(0));
  found.reset();
  record::Record given = record;
  if (tracks.empty() && record.path.empty()) {
    tracks = find_named(record);
    std::erase_if(tracks, [&](long long id) { return !is_scanned(*database_, id); });
    // The file's own spelling stays.
    if (!tracks.empty()) {
      for (std::string* name : {&given.title, &given.artist, &given.album, &given.album_artist})
        name->clear();
      given.artists.clear();
    }
  }
  return enter(tracks, record, identity, given, take_over);
}

Stored Store::fill(const record::Record& record, const std::string& identity) {
  check(record);
  std::vector<long long> tracks;
  const auto collect = [&](Statement& found) {
    while (found.next()) tracks.push_back(*found.integer(0));
  };
  if (const auto at_path = record.path.empty() ? std::nullopt : find_track(record.path))
    tracks.push_back(*at_path);
  if (tracks.empty()) tracks = tracks_named(*database_, record);
  if (tracks.empty() && record.path.empty())
    collect(database_->statement("SELECT id FROM track WHERE identity = ?1").with(identity));
  return enter(tracks, record, identity, record, fill_in);
}

long long Store::guess_languages(
    const std::function<std::string(const std::string& title, const std::string& artist)>& guess) {
  std::vector<std::pair<long long, std::string>> guesses;
  transaction([&] {
    Statement& row = database_->statement(
        "SELECT id, title, artist FROM track WHERE language IS NULL AND title IS NOT NULL");
    while (row.next()) {
      std::string language = guess(row.text(1), row.text(2));
      if (!language.empty()) guesses.emplace_back(*row.integer(0), std::move(language));
    }
    for (const auto& [id, language] : guesses)
      database_->statement("UPDATE track SET language = ?2, language_guessed = 1 WHERE id = ?1")
          .with(id, language)
          .run();
  });
  return static_cast<long long>(guesses.size());
}

long long Store::insert(const record::Record& record, const std::string& identity) {
  database_->statement("INSERT INTO track (path, identity) VALUES (?1, ?2)")
      .with(record.path, record.path.empty() ? identity : std::string())
      .run();
  const long long id = database_->last_id();
  record::Record before, after;
  before.path = after.path = record.path;
  take_over(after, record);
  update(id, before, after);
  return id;
}

Stored Store::update(long long id, const record::Record& before, const record::Record& after) {
  if (record::to_json(before) == record::to_json(after)) return Stored::same;
  database_
      ->statement(
          "UPDATE track SET name = ?2, title = ?3, artist = ?4, album = ?5, genre = ?6, "
          "language = ?7, language_guessed = ?8, year = ?9, tempo_bpm = ?10, duration_s = ?11, "
          "sample_rate = ?12, other = ?13, artists = ?14, album_artist = ?15, original_year = ?16, "
          "duration_estimated = ?17 "
          "WHERE id = ?1")
      .with(id, name_of(after), after.title, after.artist, after.album, list_text(after.genre),
            after.language, after.language_guessed, after.year, after.tempo_bpm, after.duration_s,
            after.sample_rate, other_text(after), list_text(after.artists), after.album_artist,
            after.original_year, after.duration_estimated)
      .run();
  if (after.artists != before.artists || after.title != before.title)
    write_credits(*database_, id, after);
  write_sound(id, after);
  write_feedback(id, after);
  return Stored::changed;
}

void Store::write_sound(long long id, const record::Record& record) {
  const bool silent = record.front_end.empty() && record.features.empty() &&
                      record.predicted.empty() && record.scores.empty() && record.embedding.empty();
  if (silent) {
    database_->statement("DELETE FROM sound WHERE track = ?1").with(id).run();
    return;
  }
  std::vector<std::string> labels;
  std::vector<float> scores;
  for (const record::Score& score : record.scores) {
    labels.push_back(score.label);
    scores.push_back(score.value);
  }
  database_
      ->statement(
          "INSERT OR REPLACE INTO sound (track, front_end, features, predicted, labels, scores, "
          "embedding, model, trained_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
      .with(id, record.front_end, record.features, record.predicted, list_text(labels), scores,
            record.embedding, record.model, record.trained_on)
      .run();
}

}  // namespace melsift::catalogue
