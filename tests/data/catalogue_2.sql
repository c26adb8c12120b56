-- A catalogue of schema 2, made by collect scan and collect import before melsift knew the fields
-- artists, album_artist and original_year, and dumped by sqlite3 .dump.  Fields of these names were
-- passed through.
BEGIN TRANSACTION;
PRAGMA application_id = 1835363411;
PRAGMA user_version = 2;
CREATE TABLE track (
  id INTEGER PRIMARY KEY,
  path TEXT UNIQUE,
  identity TEXT UNIQUE,
  name TEXT,
  title TEXT, artist TEXT, album TEXT, genre TEXT,
  language TEXT, language_guessed INTEGER,
  year INTEGER, tempo_bpm REAL, duration_s REAL, sample_rate INTEGER,
  other TEXT,
  CHECK (path IS NOT NULL OR identity IS NOT NULL)
);
INSERT INTO track VALUES(1,'/m/a.flac',NULL,'jay'||char(31)||'t','T','Jay',NULL,NULL,NULL,0,1969,NULL,2.0,44100,NULL);
INSERT INTO track VALUES(2,NULL,'queendavidbowie'||char(31)||'underpressure'||char(31)||'hotspace','queendavidbowie'||char(31)||'underpressure','Under Pressure','Queen & David Bowie','Hot Space',NULL,NULL,0,1982,NULL,NULL,NULL,'{"artists":["Queen","David Bowie"],"album_artist":"Queen","original_year":"1981","mood":"up"}');
INSERT INTO track VALUES(3,NULL,'x'||char(31)||'y'||char(31)||'','x'||char(31)||'y','Y','X',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'{"label":"pop","artists":"X;Z","original_year":"unknown"}');
INSERT INTO track VALUES(4,NULL,'ann'||char(31)||'alone'||char(31)||'','ann'||char(31)||'alone','Alone','Ann',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sound (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  front_end TEXT, features BLOB,
  predicted TEXT, labels TEXT, scores BLOB, embedding BLOB, model TEXT, trained_on INTEGER
);
CREATE TABLE file (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  size INTEGER NOT NULL, mtime TEXT NOT NULL, hash INTEGER NOT NULL,
  settings TEXT, tags TEXT
);
INSERT INTO file VALUES(1,32487,'2026-11-29T08:38:00.040438893Z',-5747835563025382294,NULL,'{"title":"T","artist":"Jay","year":1969,"duration_s":2,"sample_rate":44100}');
CREATE TABLE failure (
  path TEXT PRIMARY KEY,
  size INTEGER, mtime TEXT, settings TEXT, error TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE feedback (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  liked INTEGER, play_count INTEGER, last_played TEXT
);
INSERT INTO feedback VALUES(4,1,NULL,NULL);
CREATE TABLE play (
  track INTEGER NOT NULL REFERENCES track ON DELETE CASCADE,
  time TEXT NOT NULL
);
CREATE TABLE listen (
  user TEXT NOT NULL, item TEXT NOT NULL, plays INTEGER NOT NULL,
  PRIMARY KEY (user, item)
) WITHOUT ROWID;
CREATE INDEX track_name ON track (name) WHERE name IS NOT NULL;
CREATE INDEX play_track ON play (track);
COMMIT;
