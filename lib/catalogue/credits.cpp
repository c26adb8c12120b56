#include "catalogue/credits.h"

#include "catalogue/track_name.h"

namespace melsift::catalogue {
namespace {

void add_tracks(std::vector<long long>& tracks, Statement& row) {
  while (row.next()) tracks.push_back(*row.integer(0));
}

}  // namespace

void write_credits(Database& database, long long track, const record::Record& record) {
  database.statement("DELETE FROM credit WHERE track = ?1").with(track).run();
  for (const std::string& name : names_of_artists(record))
    database.statement("INSERT OR IGNORE INTO credit (name, track) VALUES (?1, ?2)")
        .with(name, track)
        .run();
}

std::vector<long long> tracks_named(Database& database, const record::Record& record) {
  std::vector<long long> tracks;
  const std::string name = name_of(record);
  if (!name.empty()) {
    add_tracks(tracks,
               database.statement("SELECT id FROM track WHERE name = ?1 ORDER BY id").with(name));
    if (tracks.empty())
      add_tracks(
          tracks,
          database.statement("SELECT track FROM credit WHERE name = ?1 ORDER BY track").with(name));
  }
  for (const std::string& other : names_of_artists(record)) {
    if (!tracks.empty()) break;
    add_tracks(tracks,
               database.statement("SELECT id FROM track WHERE name = ?1 ORDER BY id").with(other));
  }
  return tracks;
}

}  // namespace melsift::catalogue
