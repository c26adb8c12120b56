#!/usr/bin/env bash
# recommend: seed tracks, filters, ranking and output, beyond recommend_test.sh; from files and from
# a database.
# Usage: ranking_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

cat >tracks.csv <<'END'
path,artist,title,album,genre,year,duration_s,tempo_bpm,liked,last_played
a1.mp3,Ann,One,First,rock,1990,200,100,,
a2.mp3,Ann,Two,First,rock,1991,200,120,,2026-11-20T10:00:00Z
a3.mp3,Ann,Three,Second,rock,1992,400,140,,
a3b.mp3,Ann,Three (2011 Remaster),Second,rock,1992,400,140,,
b1.mp3,Bob,One,,rock,1993,200,,true,
b2.mp3,Bob,Two,,rock,1994,,100,false,
c1.mp3,Cid,One,,pop,1990,200,100,,
c2.mp3,Cid,Two,,jazz,2009,200,100,,
END
collect import -q tracks.csv --db library.db
titles() { jq -r '"\(.artist) \(.title | sub(" [(].*"; ""))"' out | sort | tr '\n' ';'; }
# from ARGUMENT...: the same answer from the table and from the database.
from() {
  expect 0 recommend --catalogue library.db "$@"
  jq -c 'del(.path)' out >by_database
  mv err said
  expect 0 recommend --catalogue tracks.csv "$@"
  cmp <(jq -c 'del(.path)' out) by_database || fail "a database answers otherwise: $*"
  cmp said err
}
gives() { [ "$(titles)" = "$1" ] || fail "got: $(titles)"; }

# Filters.  A disliked track is left out, an edition of another stands in once.
from --genres rock -n 9
[ "$(wc -l <out)" -ge 4 ] || fail "too few"
grep -q '"title":"Two","artist":"Bob"' out && fail "a disliked track"
[ "$(grep -c '"title":"Three' out)" -eq 1 ] || fail "an edition too many"
from --genres rock --include-disliked --artists bob -n 9
gives 'Bob One;Bob Two;'
from --artists 'ann,CID' --duration 3:00-5:00 -n 9
gives 'Ann One;Ann Two;Cid One;Cid Two;'
from --genres rock,pop --tempo 90-110 -n 2
gives 'Ann One;Cid One;'
from --genres rock,pop --tempo 90-110 --unknown keep -n 3
gives 'Ann One;Bob One;Cid One;'
from --artists ann --unplayed-since 2026-11-20 -n 2
gives 'Ann One;Ann Three;'
from --artists ann --unplayed-since 2026-11-21 -n 3
gives 'Ann One;Ann Three;Ann Two;'
from --genres rock --tempo 90-110 -n 9 --explain
grep -q '^melsift recommend: 8 tracks: 1 dropped by disliked, 2 by genre, 4 by tempo; 1 pass$' err || fail "$(cat err)"
grep -q '^melsift recommend: left out because a requested property is unknown: 1 ' err || fail "$(cat err)"

# Seed tracks of the catalogue, with weights, and negative ones.
from --like 'ann - two' --tempo 130- -n 1
gives 'Ann Three;'
from --like c2.mp3 --genres rock,jazz,pop --weight genre=0 -n 1
gives 'Bob One;'  # the latest year but its own
from --like 'Cid - One=3' --like 'Bob - One' --genres rock,pop,jazz -n 2
holds out 'all(.reasons | any(startswith("nearest to ")))'
from --like 'ann - one' --dislike 'bob' --genres rock,pop -n 1
gives 'Cid One;'
expect 1 recommend --catalogue tracks.csv --like nobody
says 'melsift recommend: "nobody": no track of the catalogue has this path, name, title or artist'
printf '{"artist":"Ann","title":"One","genre":"rock","year":1990,"seed_weight":-1}\n' >unlike.jsonl
expect 0 recommend --catalogue tracks.csv --genres rock,pop -n 9 unlike.jsonl
holds out '(map(.genre) | index("pop")) == 0'

# Ranking.
from --genres rock --per-artist 1 -n 2
holds out 'map(.artist) | unique == ["Ann", "Bob"]'
from --artists ann --per-album 1 -n 2
holds out 'map(.album) | sort == ["First", "Second"]'
from --artists 'ann,cid' --diversity 1 --like 'bob - one' --genres rock,jazz,pop -n 2
holds out 'map(.genre) | unique | length == 2'
from --genres rock --mutual-proximity -n 3
holds out 'all(.score >= 0 and .score <= 1)'
from --years 1990-1994 --weight year=2 --similarity euclidean -n 3
holds out '.[0].year == 1992'
for wrong in pitch=1 genre genre=-1 genre=x; do
  misused "melsift recommend: weight \"$wrong\": expected genre, language, year, sound, similarity, taste or crowd, = and a number, 0 or more" \
    recommend --catalogue tracks.csv --genres rock --weight $wrong
done

# Playlists.
mkdir lists
expect 0 recommend --catalogue tracks.csv --artists cid --genres jazz -n 1 --paths relative -o lists/next.m3u8
grep -qx '../c2.mp3' lists/next.m3u8 || fail "$(cat lists/next.m3u8)"
expect 0 recommend --catalogue tracks.csv --artists cid --genres jazz -n 1 --paths absolute -o lists/next.xspf
grep -qF "<location>file://$PWD/c2.mp3</location>" lists/next.xspf || fail "$(cat lists/next.xspf)"
python3 -c 'import sys, xml.etree.ElementTree as t
n = "{http://xspf.org/ns/0/}"; r = t.parse(sys.argv[1]).getroot()
assert r.tag == n + "playlist" and r.get("version") == "1"
assert [x.find(n + "title").text for x in r.iter(n + "track")] == ["Two"]' lists/next.xspf
expect 0 recommend --catalogue tracks.csv --artists cid --genres jazz -n 1 -o lists/next.jspf
jq -e '.playlist.track == [{location: ["c2.mp3"], title: "Two", creator: "Cid", duration: 200000}]' lists/next.jspf >/dev/null ||
  fail "$(cat lists/next.jspf)"

# The crowd: items as tracks of a catalogue, or alone; a user who is not in the training data.
cat >listens.tsv <<'END'
user	item	plays
u1	Ann - One	5
u1	Ann - Two	3
u1	Cid - One	1
u2	Ann - One	2
u2	Ann - Two	2
u3	Bob - One	7
u3	Cid - Two	2
u4	Bob - One	1
u4	Cid - Two	4
END
printf 'user\titem\tplays\nme\tAnn - One\t3\nme\tunheard of\t1\n' >mine.tsv
expect 0 train -q --arch item-knn listens.tsv -o crowd.safetensors
expect 0 recommend --crowd crowd.safetensors --listens mine.tsv --user me -n 2
holds out '.[0].path == "Ann - Two" and .[0].rank == 1 and (.[0].reasons[0] | startswith("because of Ann - One"))'
expect 0 recommend --catalogue tracks.csv --crowd crowd.safetensors --listens mine.tsv --user me --weight similarity=0 -n 3
holds out '.[0].artist == "Ann" and .[0].title == "Two" and (map(.title == "One" and .artist == "Ann") | any | not)'
collect import-listens -q mine.tsv --db library.db
expect 0 recommend --crowd crowd.safetensors --listens library.db --user me -n 2
holds out '.[0].path == "Ann - Two"'
expect 1 recommend --crowd crowd.safetensors --listens mine.tsv --user nobody
says 'melsift recommend: mine.tsv: has no listens of user nobody'
misused 'melsift recommend: --crowd, --listens and --user: must be given together' recommend --catalogue tracks.csv --crowd crowd.safetensors

# An index.
toy_features 400 | jq -c '. + {title: .path, genre: .label, year: (1950 + (.path | rtrimstr(".wav") | tonumber) % 60)}' >toy.jsonl
expect 0 collect index toy.jsonl -o toy.index
expect 0 recommend --index toy.index --like 7.wav -n 5
cp out by_index
expect 0 recommend --catalogue toy.jsonl --like 7.wav --weight language=0 -n 5
cmp <(jq .genre out) <(jq .genre by_index)
holds by_index 'all(has("features") | not) and all(.path != "7.wav") and length == 5'
expect 0 recommend --index toy.index --years 1950-1951 --explain -n 3 - < <(sed -n 8p toy.jsonl)
holds out 'length == 3 and all(.year <= 1951)'
expect 1 recommend --index toy.index --genres a
says 'melsift recommend: toy.index: is searched by sound, but no seed track has *'
misused 'melsift recommend: --catalogue and --index: only one of them can be given' \
  recommend --catalogue tracks.csv --index toy.index --genres a
passed
