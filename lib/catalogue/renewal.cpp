#include "catalogue/renewal.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "catalogue/credits.h"
#include "catalogue/text_list.h"
#include "catalogue/track_name.h"
#include "record/reader.h"
#include "record/record.h"
#include "record/writer.h"

namespace melsift::catalogue {
namespace {

struct Renewed {
  long long track;
  std::string name, identity;
};

// An identity of schema 1: artist, title, album and, from the second such track on, its number.
struct OldIdentity {
  bool has_album;
  std::size_t ordinal;
};

OldIdentity parse_identity(const std::string& identity) {
  std::vector<std::string> parts(1);
  for (const char c : identity)
    if (c == kBetween)
      parts.emplace_back();
    else
      parts.back() += c;
  parts.resize(std::max<std::size_t>(parts.size(), 4));
  return {!parts[2].empty(), static_cast<std::size_t>(parse_integer(parts[3]).value_or(1))};
}

// Tracks whose name or identity changes.
std::vector<Renewed> changes_of(Database& database) {
  std::vector<Renewed> changes;
  std::unordered_set<std::string> taken;
  Statement& row =
      database.statement("SELECT id, artist, title, album, name, identity FROM track ORDER BY id");
  while (row.next()) {
    record::Record record;
    record.artist = row.text(1);
    record.title = row.text(2);
    const std::string old_name = row.text(4), old_identity = row.text(5);
    const std::string name = name_of(record);
    std::string identity = old_identity;
    if (!old_identity.empty() && !old_name.empty() && !name.empty()) {
      auto [has_album, ordinal] = parse_identity(old_identity);
      // An album that was added later is not part of the identity.
      if (has_album) record.album = row.text(3);
      const std::string base = named_identity(record);
      while (taken.contains(identity = numbered_identity(base, ordinal))) ++ordinal;
      taken.insert(identity);
    }
    if (name != old_name || identity != old_identity)
      changes.push_back({*row.integer(0), name, identity});
  }
  return changes;
}

// A record, or, if its new fields are not what they must be, the record without them.
record::Record record_of(const std::string& text, const std::string& without_new_fields) {
  record::Record record;
  try {
    record::Reader::over("other", text).next(record);
  } catch (const Error&) {
    record::Reader::over("other", without_new_fields).next(record);
  }
  return record;
}

}  // namespace

void renew_names(Database& database) {
  const std::vector<Renewed> changes = changes_of(database);
  // A new identity must not equal an old one in between.
  Statement& set_aside = database.statement(
      "UPDATE track SET identity = 'renewed ' || id WHERE id = ?1 AND identity IS NOT NULL");
  for (const Renewed& change : changes) set_aside.with(change.track).run();
  Statement& renew = database.statement("UPDATE track SET name = ?2, identity = ?3 WHERE id = ?1");
  for (const Renewed& change : changes)
    renew.with(change.track, change.name, change.identity).run();
}

void take_up_fields(Database& database) {
  std::vector<std::pair<long long, record::Record>> tracks;
  Statement& row = database.statement(
      "SELECT id, title, artist, other, "
      "json_remove(other, '$.artists', '$.album_artist', '$.original_year') FROM track WHERE "
      "other LIKE '%\"artists\"%' OR other LIKE '%\"album_artist\"%' OR "
      "other LIKE '%\"original_year\"%'");
  while (row.next()) {
    record::Record record = record_of(row.text(3), row.text(4));
    record.title = row.text(1);
    record.artist = row.text(2);
    tracks.emplace_back(*row.integer(0), std::move(record));
  }
  for (const auto& [track, record] : tracks) {
    database
        .statement(
            "UPDATE track SET artists = ?2, album_artist = ?3, original_year = ?4, other = ?5 "
            "WHERE id = ?1")
        .with(track, list_text(record.artists), record.album_artist, record.original_year,
              other_text(record))
        .run();
    write_credits(database, track, record);
  }
}

}  // namespace melsift::catalogue
