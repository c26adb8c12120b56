#include "catalogue/schema.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "catalogue/renewal.h"

namespace melsift::catalogue {
namespace {

// track     one row a track.  `path` is absolute and normal where the track is a file; a track
//           without one is identified by `identity`.  `name` is how look-ups compare artist and
//           title (see track_name.h for both), `artists` and `genre` JSON lists, `other` a record
//           (JSON) of the fields that have no column.
// credit    names of tracks with several artists, one for each artist.
// sound     what a front end and a model have made of it; vectors are little-endian float32, and
//           `labels`, a JSON list, are those of `scores`.
// file      what scan has seen: the file's marks, the hash of its bytes (FNV-1a 64), how it was
//           worked on, and the tags, as a record, that it had then; `tag_settings` is how the tags
//           were read, NULL if an older melsift read them; `sound` is the hash of the sound alone.
// failure   files that gave no track, and why.
// feedback, play     what the listener has said and done; the times are UTC.
// listen    how often other listeners have played what.
constexpr const char* kTables = R"sql(
CREATE TABLE track (
  id INTEGER PRIMARY KEY,
  path TEXT UNIQUE,
  identity TEXT UNIQUE,
  name TEXT,
  title TEXT, artist TEXT, artists TEXT, album TEXT, album_artist TEXT, genre TEXT,
  language TEXT, language_guessed INTEGER,
  year INTEGER, original_year INTEGER, tempo_bpm REAL, duration_s REAL, duration_estimated INTEGER,
  sample_rate INTEGER,
  other TEXT,
  CHECK (path IS NOT NULL OR identity IS NOT NULL)
);
CREATE INDEX track_name ON track (name) WHERE name IS NOT NULL;
CREATE TABLE sound (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  front_end TEXT, features BLOB,
  predicted TEXT, labels TEXT, scores BLOB, embedding BLOB, model TEXT, trained_on INTEGER
);
CREATE TABLE file (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  size INTEGER NOT NULL, mtime TEXT NOT NULL, hash INTEGER NOT NULL,
  settings TEXT, tags TEXT, tag_settings TEXT, sound INTEGER
);
CREATE TABLE failure (
  path TEXT PRIMARY KEY,
  size INTEGER, mtime TEXT, settings TEXT, error TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE feedback (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  liked INTEGER, play_count INTEGER, last_played TEXT
);
CREATE TABLE play (
  track INTEGER NOT NULL REFERENCES track ON DELETE CASCADE,
  time TEXT NOT NULL
);
CREATE INDEX play_track ON play (track);
CREATE TABLE listen (
  user TEXT NOT NULL, item TEXT NOT NULL, plays INTEGER NOT NULL,
  PRIMARY KEY (user, item)
) WITHOUT ROWID;
)sql";

constexpr const char* kCredits = R"sql(
CREATE TABLE credit (
  name TEXT NOT NULL,
  track INTEGER NOT NULL REFERENCES track ON DELETE CASCADE,
  PRIMARY KEY (name, track)
) WITHOUT ROWID;
CREATE INDEX credit_track ON credit (track);
)sql";

constexpr const char* kSoundIndex =
    "CREATE INDEX file_sound ON file (sound) WHERE sound IS NOT NULL";

constexpr const char* kColumnsSince3 = R"sql(
ALTER TABLE track ADD COLUMN artists TEXT;
ALTER TABLE track ADD COLUMN album_artist TEXT;
ALTER TABLE track ADD COLUMN original_year INTEGER;
ALTER TABLE track ADD COLUMN duration_estimated INTEGER;
ALTER TABLE file ADD COLUMN tag_settings TEXT;
ALTER TABLE file ADD COLUMN sound INTEGER;
)sql";

// Statements look for temporary views before they look for tables.
constexpr const char* kViewsBefore3 = R"sql(
CREATE TEMP VIEW track AS
  SELECT *, NULL AS artists, NULL AS album_artist, NULL AS original_year,
    NULL AS duration_estimated FROM main.track;
CREATE TEMP VIEW file AS SELECT *, NULL AS tag_settings, NULL AS sound FROM main.file;
CREATE TEMP TABLE credit (name TEXT, track INTEGER);
)sql";

// The file's schema; 0 if nothing is in it.
long long schema_of(Database& database) {
  const long long application = database.number("PRAGMA application_id");
  const long long schema = database.number("PRAGMA user_version");
  if (application == 0 && schema == 0 && database.number("SELECT count(*) FROM sqlite_master") == 0)
    return 0;
  if (application != kApplication)
    throw Error(ErrorKind::corrupt, database.path(), "is not a melsift catalogue");
  if (schema > kSchema)
    throw Error(ErrorKind::unsupported, database.path(),
                "was made by a newer melsift (schema " + std::to_string(schema) +
                    "; this one supports up to " + std::to_string(kSchema) + ")");
  return std::max(schema, 1LL);
}

void create(Database& database) {
  database.run(kTables);
  database.run(kCredits);
  database.run(kSoundIndex);
  database.run(("PRAGMA application_id = " + std::to_string(kApplication)).c_str());
}

void renew(Database& database, long long schema) {
  if (schema < 2) renew_names(database);
  database.run(kCredits);
  database.run(kColumnsSince3);
  database.run(kSoundIndex);
  take_up_fields(database);
}

}  // namespace

void prepare_schema(Database& database) {
  const long long schema = schema_of(database);
  if (database.mode() == Mode::read) {
    if (schema == 0)
      throw Error(ErrorKind::corrupt, database.path(), "is not a melsift catalogue: is empty");
    if (schema < kSchema) database.run_temporary(kViewsBefore3);
    return;
  }
  if (schema != kSchema)
    database.transaction([&] {
      const long long now = schema_of(database);  // another program may have been faster
      if (now == 0) create(database);
      if (now > 0 && now < kSchema) renew(database, now);
      database.run(("PRAGMA user_version = " + std::to_string(kSchema)).c_str());
    });
  database.use_write_ahead_log();
}

}  // namespace melsift::catalogue
