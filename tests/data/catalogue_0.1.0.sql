-- A catalogue of melsift 0.1.0 (schema 1), made by its collect import and dumped by sqlite3 .dump.
-- Track 4 got its album afterwards, as look-ups enter it.
BEGIN TRANSACTION;
PRAGMA application_id = 1835363411;
PRAGMA user_version = 1;
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
INSERT INTO track VALUES(1,NULL,'gunsn’roses'||char(31)||'don’tcry'||char(31)||'useyourillusion','gunsn’roses'||char(31)||'don’tcry','Don’t Cry','Guns N’ Roses','Use Your Illusion',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(2,NULL,'bjÖrk'||char(31)||'jÓga'||char(31)||'','bjÖrk'||char(31)||'jÓga','JÓGA','BJÖRK',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(3,NULL,'acdc'||char(31)||'tnt'||char(31)||'tnt','acdc'||char(31)||'tnt','T.N.T.','AC/DC','T.N.T.',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(4,NULL,'!!!'||char(31)||'???'||char(31)||'','!!!'||char(31)||'???','???','!!!','Yadnus',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(5,NULL,'cynic'||char(31)||'veil'||char(31)||'','cynic'||char(31)||'veil','Veil','Cynic',NULL,NULL,NULL,0,1993,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(6,NULL,'cynic'||char(31)||'veil'||char(31)||''||char(31)||'2','cynic'||char(31)||'veil','Veil','Cynic',NULL,NULL,NULL,0,1994,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(7,NULL,'record'||char(31)||'11624015108242766091',NULL,'no artist',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(8,'https://music.example/joga.mp3',NULL,'björk'||char(31)||'jóga','Jóga','Björk','Homogenic',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(9,NULL,'beyoncé'||char(31)||'halofeatnobody'||char(31)||'iam…','beyoncé'||char(31)||'halofeatnobody','Halo (feat. Nobody)','Beyoncé','I Am…',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO track VALUES(10,NULL,'björk'||char(31)||'jóga'||char(31)||'','björk'||char(31)||'jóga','Jóga','Björk',NULL,NULL,NULL,0,1997,NULL,NULL,NULL,NULL);
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
CREATE TABLE failure (
  path TEXT PRIMARY KEY,
  size INTEGER, mtime TEXT, settings TEXT, error TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE feedback (
  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,
  liked INTEGER, play_count INTEGER, last_played TEXT
);
INSERT INTO feedback VALUES(10,1,3,'2026-11-20T12:34:56Z');
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
