#!/usr/bin/env bash
# End to end: the real catalogue.  collect imports and exports it; the filters of recommend keep what
# a plain query of the database keeps; the worked queries of the manual page print what it shows.
# Usage: catalogue_outside_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
outside data/catalogue/tracks.csv
real=$MELSIFT_DATA/data/catalogue/tracks.csv

expect 0 collect import "$real" --db real.db
says 'melsift collect: 32572 records: 32572 new, 0 changed'
expect 0 collect export --db real.db
records out "$(tail -n +2 "$real" | wc -l)"
[ "$(sqlite3 real.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ] || fail "real.db is damaged"

for wish in 'rock 1990 2000' 'blues 1950 1959' 'hip hop 2010 2019' 'jazz 1970 1970'; do
  first=${wish% * *}
  read -r from_year to_year <<<"${wish#"$first" }"
  recommend -q --catalogue real.db --genres "$first" --years "$from_year-$to_year" -n 100000 |
    jq -r 'select(all(.reasons[]; test("near|widened") | not)) | "\(.artist)\t\(.title)"' | sort >got
  sqlite3 -separator $'\t' -cmd ".import --csv '$real' plain" :memory: \
    "SELECT DISTINCT artist, title FROM plain WHERE genre = '$first' AND CAST(year AS INTEGER) BETWEEN $from_year AND $to_year" |
    sort >wanted
  # Editions and spellings of one song occur once in the answer: missing tracks must be such.
  comm -13 wanted got >unwanted
  nothing unwanted
  [ "$(wc -l <got)" -ge $(($(wc -l <wanted) * 97 / 100)) ] || fail "$wish: $(wc -l <got) of $(wc -l <wanted)"
done
# Twenty random requests.  The table lacks languages and lengths, so they are made from row numbers.
# The number of tracks that pass is that of SQL, and they come before tracks of a relaxed request.
# A track that passes but is missing from the answer is another edition of a track in it.
sqlite3 real.db "UPDATE track SET path = id, duration_s = 60 + id * 7919 % 400, language = CASE id % 7 WHEN 0 THEN NULL
  WHEN 1 THEN 'en' WHEN 2 THEN 'eng' WHEN 3 THEN 'de' WHEN 4 THEN 'French' WHEN 5 THEN 'es' ELSE 'ja' END"
python3 - <<'END' || fail "random requests"
import json, random, re, sqlite3, subprocess
lot = random.Random(20261126)
real = sqlite3.connect("real.db")
genres = [row[0] for row in real.execute("SELECT DISTINCT value FROM track, json_each(genre) ORDER BY 1")]
artists = [row[0] for row in real.execute("SELECT artist FROM track GROUP BY artist HAVING count(*) > 30 ORDER BY 1")]
languages = {"English": ["en", "eng"], "de": ["de"], "fra": ["French"], "spanish": ["es"], "Japanese": ["ja"]}

def name(artist, title):
    title = re.sub(r"\s*([(\[].*|\s-\s.*)$", "", title)
    words = [re.sub(r"[^a-z0-9\x80-\U0010ffff]+", " ", text.lower().replace("'", "")) for text in (artist, title)]
    return tuple("".join(word for word in text.split() if word != "and") for text in words)

def marks(values):
    return ",".join("?" * len(values))

for turn in range(20):
    flags, terms, values = [], [], []
    kinds = lot.sample(["genre", "language", "years", "artist", "duration"], lot.randint(1, 4))
    if "genre" in kinds:
        some = lot.sample(genres, lot.randint(1, 3))
        flags += ["--genres", ",".join(some)]
        terms.append(f"EXISTS (SELECT 1 FROM json_each(genre) WHERE value IN ({marks(some)}))")
        values += some
    if "language" in kinds:
        some = lot.sample(sorted(languages), lot.randint(1, 2))
        codes = [code for one in some for code in languages[one]]
        flags += ["--language", ",".join(some)]
        terms.append(f"language IN ({marks(codes)})")
        values += codes
    if "artist" in kinds:
        some = [artist for artist in lot.sample(artists, 8) if "," not in artist]
        flags += ["--artists", ",".join(some)]
        # Also as a guest: "ripple (feat. slightly stoopid)".
        guest = " OR ".join("title LIKE ?" for _ in some)
        terms.append(f"(artist IN ({marks(some)}) OR {guest})")
        values += some + [f"%feat_ {artist})%" for artist in some]
    for kind, column, low, high in (("years", "year", 1950, 2019), ("duration", "duration_s", 60, 459)):
        if kind in kinds:
            first, last = sorted(lot.choices(range(low, high + 1), k=2))
            flags += ["--" + kind, f"{first}-{last}"]
            terms.append(f"{column} BETWEEN ? AND ?")
            values += [first, last]
    wanted = {row[0]: name(row[1], row[2]) for row in
              real.execute("SELECT path, artist, title FROM track WHERE " + " AND ".join(terms), values)}
    run = subprocess.run(["recommend", "--catalogue", "real.db", "--explain", "--format", "jsonl",
                          "-n", str(max(len(wanted), 1)), *flags], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert f"; {len(wanted)} pass" in run.stderr, (flags, len(wanted), run.stderr)
    got = [json.loads(line)["path"] for line in run.stdout.splitlines()]
    passed = [path for path in got if path in wanted]
    assert passed == got[:len(passed)], (flags, "a track that does not pass comes before one that does")
    missing = {wanted[path] for path in wanted} - {wanted[path] for path in passed}
    assert not missing, (flags, missing)
END
awk '/^\.Sh WORKED QUERIES/ { on = 1 } /^\.Sh / && !/WORKED/ { on = 0 }
     on && /^\.Bd/ { file = "query." ++n; inside = 1; next } /^\.Ed/ { inside = 0 }
     inside { gsub(/\\e/, "\\"); gsub(/\\-/, "-"); gsub(/\\&/, ""); print >file }' "$here/../../man/melsift-recommend.1"
cp "$real" tracks.csv
for file in query.*; do
  sed -n 's/^\$ //p; /^    [^ ]/p' "$file" >"command"
  bash -eu "command" >out 2>/dev/null </dev/null || fail "$(cat "command") fails"
  cmp <(sed '/^\$ /d; /^    [^ ]/d' "$file") out || fail "$(cat "command") prints something else"
done
[ -e query.5 ] || fail "not five worked queries"

passed
