#!/usr/bin/env bash
# End to end: recommend, on small catalogues whose answers are known.
# Usage: recommend_test.sh FOLDER_OF_EXECUTABLES
set -eu
bin=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
PATH=$bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "recommend_test: $*" >&2; exit 1; }
# expect CODE COMMAND...: runs it with nothing on standard input; output in out and err.
expect() {
  local code=$1 got=0; shift
  "$@" >out 2>err </dev/null || got=$?
  [ "$got" -eq "$code" ] || { cat err >&2; fail "exit $got, expected $code: $*"; }
}
says() { grep -qF -- "$1" err || { cat err >&2; fail "standard error lacks: $1"; }; }
silent() { [ ! -s err ] || { cat err >&2; fail "standard error is not empty"; }; }
titles() { grep -o '"title":"[^"]*"' "${1:-out}" | cut -d'"' -f4 | tr '\n' ' ' || true; }
gives() { [ "$(titles)" = "$1 " ] || fail "got: $(titles)- expected: $1"; }

cat >tracks.csv <<'END'
artist,title,year,genre,language,path
Ann,mid,1995,Rock,English,music/mid.mp3
Ann,early,1990,rock,en,
Bob,late,2000,POP,EN,music/late.mp3
Bob,older,1989,rock,en,music/older.mp3
Cyd,french,1995,rock,fr,music/french.mp3
Cyd,undated,,rock,en,music/undated.mp3
Dee,tongueless,1995,rock,,music/tongueless.mp3
Dee,heavy,1995,metal,en,music/heavy.mp3
Eve,rap,1995,Hip-Hop,en,music/rap.mp3
Eve,improv,1995,jazz,en,music/improv.mp3
END
wish=(--catalogue tracks.csv --genres rock,pop --language English --years 1990-2000)

# The filters, exactly; ends included; the middle of the years first.
expect 0 recommend "${wish[@]}" -n 3
case "$(titles)" in "mid early late " | "mid late early ") ;; *) fail "got: $(titles)" ;; esac
silent
grep -q '"rank":1,"score":.*"reasons":\["genre Rock","year 1995","language English"\]' out ||
  fail "no reasons: $(cat out)"
# The same as data.
jq -es '.[0].why == [{"kind": "genre", "genre": "Rock"}, {"kind": "year", "year": 1995}, {"kind": "language", "language": "English"}] and
  all((.why | length) == (.reasons | length))' out >/dev/null || fail "no reasons as data: $(cat out)"

# Unknown year or language.
expect 0 recommend "${wish[@]}" --unknown keep -n 5
grep -q undated out && grep -q tongueless out || fail "--unknown keep dropped one"
silent
expect 0 recommend --catalogue tracks.csv --genres rock --years -1989 -n 1
gives older

# Relaxed filters: genres, then years, then language; reported on standard error and in the record.
expect 0 recommend "${wish[@]}" -n 9
says 'only 3 of 9 tracks match: widened to the genre metal (1), the genre Hip-Hop (1), the genre jazz (1), the years 1985-2005 (1), any language (2)'
says 'left out because a requested property is unknown: 2'
grep -q '"title":"older".*years widened to 1985-2005' out || fail "no reason for older"
grep -q '"title":"french".*language fr, widened to any' out || fail "no reason for french"
grep -q '"title":"heavy".*genre metal, near rock' out || fail "no reason for heavy"
expect 0 recommend -q "${wish[@]}" -n 9
silent
# In a table a line marks the tracks for which a filter was relaxed.
recommend -q "${wish[@]}" -n 9 --format table </dev/null | grep '^also ' >marks
printf 'also in: metal\nalso in: Hip-Hop\nalso in: jazz\nalso from: 1985-2005\nalso in any language\n' | cmp - marks

# Names.
expect 0 recommend --catalogue tracks.csv --genres rokc,pop -n 1
says 'no track of the catalogue has the genre "rokc" (it has Rock, Hip-Hop, POP, jazz, metal)'

# Seed tracks: by operand, by -, by a pipe; another spelling of the genre; never in the answer.
printf '%s\n' '{"path":"x.au","predicted":"hiphop","scores":{"hiphop":0.9,"rock":0.1}}' >given.jsonl
expect 0 recommend --catalogue tracks.csv -n 1 given.jsonl
gives rap
recommend --catalogue tracks.csv -n 1 - <given.jsonl >out
gives rap
cat given.jsonl | recommend --catalogue tracks.csv -n 1 >out
gives rap
printf '%s\n' '{"path":"music/../music/rap.mp3","predicted":"hiphop"}' \
  '{"title":"MID!","artist":"ann","genre":"rock"}' >given.jsonl
expect 0 recommend --catalogue tracks.csv --genres hiphop,rock -n 9 given.jsonl
grep -q -e '"title":"rap"' -e '"title":"mid"' out && fail "a given track came back"
printf '%s\n' '{"path":"x.au","predicted":"classical"}' >given.jsonl
expect 0 recommend --catalogue tracks.csv -n 1 given.jsonl
gives improv
says 'no track of the catalogue has the genre "classical"'
says 'only 0 of 1 tracks match: widened to the genre jazz (1)'

# Sound ranks where it is known; both similarities.
cat >library.jsonl <<'END'
{"path":"far.mp3","title":"far","artist":"F","genre":"rock","language":"fr","year":1960,"duration_s":61.6,"front_end":"mfcc","features":[-1,0]}
{"path":"near.mp3","title":"near","artist":"N","genre":["rock","blues"],"year":1960,"front_end":"mfcc","features":[1,1],"mine":7}
{"path":"mute.mp3","title":"mute","artist":"M","genre":"rock","language":"fr","year":1961}
END
printf '%s\n' '{"path":"x.au","predicted":"rock","front_end":"mfcc","features":[1,1.000001]}' >classified.jsonl
for similarity in cosine euclidean; do
  expect 0 recommend --catalogue library.jsonl --similarity $similarity -n 3 classified.jsonl
  gives "near mute far"
done
grep -q '"title":"near".*"reasons":\["genre rock","sound 1.000"\].*"mine":7' out ||
  fail "unknown fields or the sound are lost: $(cat out)"

# A track without a title is shown by its file's name.
printf '%s\n' '{"path":"new/track01.mp3","front_end":"mfcc","features":[1,0.9]}' >untagged.jsonl
cat library.jsonl >>untagged.jsonl
expect 0 recommend --catalogue untagged.jsonl --like track01 -n 1
gives near
expect 0 recommend --catalogue untagged.jsonl --like near --weight genre=0 -n 1 --format table
grep -qE '^ *1  track01 ' out || fail "$(cat out)"

# Forms of output.
expect 0 recommend --catalogue library.jsonl --genres blues -n 1 --format tsv
printf 'rank\tscore\tartist\ttitle\tyear\tgenre\tlanguage\tpath\treasons\n1\t0.707107\tN\tnear\t1960\trock; blues\t\tnear.mp3\tgenre blues\n' |
  cmp - out
expect 0 recommend --catalogue library.jsonl --language fr --years 1960 -n 1 -o next.m3u8
printf '#EXTM3U\n#EXTINF:62,F - far\nfar.mp3\n' | cmp - next.m3u8
for name in next.m3u NEXT.M3U8; do
  expect 0 recommend --catalogue library.jsonl --language fr --years 1960 -n 1 -o $name
  cmp next.m3u8 $name
done
for name in next.pls next.json; do
  expect 2 recommend --catalogue library.jsonl --language fr --years 1960 -n 1 -o $name
  says "$name: unsupported extension .${name#*.}, expected .jsonl, .tsv, .m3u, .m3u8, .xspf or .jspf"
  [ ! -e $name ] || fail "a refused output was written"
done
expect 0 recommend -q --catalogue library.jsonl --language fr --years 1960 -n 1 --format jsonl -o next.json
expect 0 recommend --catalogue tracks.csv --genres rock --years 1989-1990 -n 2 --format m3u8
says '1 of 2 tracks have no path to play: left out'
expect 1 recommend --catalogue tracks.csv --genres rock --years 1990 -n 1 -o none.m3u8
says 'none of the tracks has a path to play'
[ ! -e none.m3u8 ] || fail "a failed playlist was left behind"
printf 'artist,title,year,genre\nСплин,音楽音楽,1999,rock\n' >wide.csv
expect 0 recommend --catalogue wide.csv --genres rock -n 1 --format table
printf 'rank  title     artist  year  genre  score\n   1  音楽音楽  Сплин   1999  rock   1.000\n' | cmp - out
printf 'artist,title,year,genre\nA,\033[31mred,1999,rock\n' >escape.csv
expect 0 recommend --catalogue escape.csv --genres rock -n 1 --format table
grep -q "$(printf '\033')" out && fail "a title steers the terminal"
if command -v script >/dev/null; then  # a terminal: a table by default, no wider than it
  long=$(printf 'x%.0s' $(seq 90))
  printf 'artist,title,year,genre\nA,%s,1999,rock\n' "$long" >long.csv
  script -qec 'stty cols 50; recommend --catalogue long.csv --genres rock -n 1' /dev/null >out
  tr -d '\r' <out | grep -q '^   1  x*…  A ' || fail "no table on a terminal: $(cat out)"
  [ "$(tr -d '\r' <out | LC_ALL=C.UTF-8 wc -L)" -eq 50 ] || fail "not as wide as the terminal"
else
  skip_part "a table on a terminal (needs the command script)"
fi

# Paths as another machine has them.
expect 0 recommend --catalogue library.jsonl --language fr --years 1960 -n 1 --paths absolute --map-path "$PWD=M:\\Music" -o there.m3u8
printf '#EXTM3U\n#EXTINF:62,F - far\nM:\\Music\\far.mp3\n' | cmp - there.m3u8
expect 2 recommend --catalogue library.jsonl --language fr --map-path music
says '"music": expected FROM=TO, two folders'

# The same lines in another order, the same answer; another seed, another draw.
for i in $(seq 40); do echo "A$i,t$i,1990,rock"; done >rows
(echo artist,title,year,genre; cat rows) >one.csv
(echo artist,title,year,genre; tac rows) >two.csv
expect 0 recommend --catalogue one.csv --genres rock -n 5
says '5 places were chosen at random from 40 equally near tracks'
cp out first
expect 0 recommend --catalogue two.csv --genres rock -n 5
cmp first out
expect 0 recommend --catalogue one.csv --genres rock -n 5 --seed 2
! cmp -s first out || fail "--seed changes nothing"

# Bad input: named, counted, the others used; exit 1.
printf 'artist,title,year,genre\nA,a,19x4,rock\nB,b,,rock\nC,c,1994,rock\nD,d\n' >bad.csv
expect 3 recommend --catalogue bad.csv --genres rock -n 2
says 'bad.csv:2: year'
says 'bad.csv:5: '
says '2 of 4 records, 2 failed'
grep -q '"title":"b"' out && grep -q '"title":"c"' out || fail "the good rows are not used"
printf '{"predicted":"rock"}\n{"predicted":[]}\n' >given.jsonl
expect 3 recommend --catalogue one.csv -n 1 given.jsonl missing.jsonl
says 'given.jsonl:2: predicted'
says 'missing.jsonl: '
[ -n "$(titles)" ] || fail "the good record is not used"
expect 1 recommend --catalogue missing.csv --genres rock
says 'missing.csv: '
: >empty.csv
expect 1 recommend --catalogue empty.csv --genres rock
says 'empty.csv: has no track to recommend'
expect 1 recommend --catalogue one.csv --genres polka
says 'one.csv: has no track to recommend'
[ ! -s out ] || fail "output without a track"
code=0; recommend --catalogue one.csv <empty.csv >out 2>err || code=$?
[ $code -eq 1 ] || fail "exit $code without records"
says 'standard input: contains no records; give seed tracks, or --genres'
if [ -e /dev/full ]; then
  code=0; recommend --catalogue one.csv --genres rock >/dev/full 2>err </dev/null || code=$?
  [ $code -eq 1 ] || fail "exit $code on a full disk"
fi

# Names are found however they are written.
cat >names.csv <<'END'
artist,title,genre,path
Beyoncé,Halo,pop,/1
Blue Öyster Cult,Astronomy,pop,/3
!!!,Hello,pop,/5
END
for name in 'Blue Oyster Cult - Astronomy' 'BLUE ÖYSTER CULT' '!!!' 'beyonce'; do
  expect 0 recommend -q --catalogue names.csv --genres pop --like "$name" --format tsv
  [ "$(tail -n +2 out | wc -l)" = 2 ] || fail "--like \"$name\": $(cat out)"
done

# One track, however its guest is credited: one in the answer, and one of its artist.
cat >guests.csv <<'END'
artist,title,genre,path
Jay-Z,Empire (feat. Alicia Keys),rap,/1
Jay-Z feat. Alicia Keys,Empire,rap,/2
Jay-Z ft. Alicia Keys,Empire,rap,/3
Jay-Z,Empire feat. Alicia Keys,rap,/4
Jay-Z ft. Somebody,Empire (Live),rap,/5
END
for artist in jay-z 'alicia keys'; do
  expect 0 recommend -q --catalogue guests.csv --artists "$artist"
  [ "$(wc -l <out)" = "$([ "$artist" = jay-z ] && echo 2 || echo 1)" ] || fail "--artists $artist: $(cat out)"
done
expect 0 recommend -q --catalogue guests.csv --genres rap --per-artist 1
[ "$(wc -l <out)" = 1 ] || fail "--per-artist 1: $(cat out)"

# The year of the first release, unless that of this one is asked for.
printf 'title,genre,year,original_year\nOld,rock,2014,1969\nNew,rock,2014,\n' >first.csv
expect 0 recommend -q --catalogue first.csv --years 1960-1979 -n 1
gives Old
expect 0 recommend -q --catalogue first.csv --release-years --years 2014 -n 2
titles | tr ' ' '\n' | sort | tr '\n' ' ' | grep -qx 'New Old ' || fail "by release: $(titles)"

# Nothing is asked for: the liked tracks are the seed tracks.
printf 'artist,title,genre,path,liked\nA,One,rock,/1,true\nB,Two,rock,/2,\nC,Three,jazz,/3,false\nD,Four,rock,/4,\n' >liked.csv
expect 0 recommend --catalogue liked.csv -n 2
says 'recommending from 1 liked track'
titles | tr ' ' '\n' | sort | tr '\n' ' ' | grep -qx 'Four Two ' || fail "by likes: $(titles)"

# A song is a seed track as its classified record is, and under whichever name the catalogue has it.
for i in 1 2 3; do make_audio song$i.wav 2 22050 1 $i; done
classify -q "$PWD"/song?.wav >heard.jsonl
sed 's/^{/{"rank":9,/' heard.jsonl | head -n 1 >seed.jsonl
expect 0 recommend -q --catalogue heard.jsonl seed.jsonl
mv out wanted
expect 0 recommend --catalogue heard.jsonl song1.wav
says 'using the bundled model'
cmp out wanted || fail "a song recommends otherwise than its record"
grep -q song1 out && fail "a song is recommended to itself"
printf 'path,title,genre\n%s,One,rock\n/2,Two,rock\n' "$PWD/song1.wav" >named.csv
printf 'path,genre\nsong1.wav,rock\n' >relative.csv
expect 0 recommend -q --catalogue named.csv relative.csv
gives Two
expect 0 recommend -q --catalogue named.csv --like ./song1.wav
gives Two

# Exclusions: by option, by the list beside the catalogue, and by a list that is named.
expect 0 recommend --catalogue tracks.csv --genres rock,pop,jazz --not-artists ann,dee --not-genres Jazz -n 3 --explain
says '4 dropped by excluded artist, 1 by excluded genre'
grep -qE '"artist":"(Ann|Dee)"|"title":"improv"' out && fail "an excluded track: $(cat out)"
expect 0 recommend --catalogue tracks.csv --genres rokc,rock --not-genres Rokc -n 1
says 'no track of the catalogue has the genre "Rokc"'
mkdir -p music/live
sed 's,music/mid,music/live/mid,' tracks.csv >folders.csv
expect 0 recommend --catalogue folders.csv --genres rock --years 1995 --language en -n 1 --not-under music/live
[ "$(titles)" != "mid " ] || fail "--not-under"
sed "s,music/mid,$PWD/music/live/mid," tracks.csv >folders.csv
expect 0 recommend --catalogue folders.csv --genres rock --years 1995 --language en -n 1 --not-under music/../music/live
[ "$(titles)" != "mid " ] || fail "--not-under with a relative folder"
printf 'under music/live\n' >folders.csv.ignore
expect 0 recommend --catalogue folders.csv --genres rock --years 1995 --language en -n 1
[ "$(titles)" != "mid " ] || fail "the list beside the catalogue is not read"
expect 0 recommend --catalogue folders.csv --genres rock --years 1995 --language en -n 1 --ignore /dev/null
gives mid
printf 'genres rock\n' >folders.csv.ignore
expect 1 recommend --catalogue folders.csv --genres rock
says 'folders.csv.ignore:1: expected genre, artist or under, and a name'
expect 1 recommend --catalogue folders.csv --genres rock --ignore none
says 'none: '
expect 0 recommend --catalogue tracks.csv --genres rock,pop,metal,jazz,hiphop --no-repeat-artist 1 -n 10
[ -z "$(grep -o '"artist":"[^"]*"' out | uniq -d)" ] || fail "an artist twice in a row: $(cat out)"

# A journey takes equal steps between its ends.
awk 'BEGIN { for (i = 0; i < 36; ++i) { a = i * atan2(0, -1) / 18
  printf "{\"path\":\"%d.mp3\",\"title\":\"%d\",\"artist\":\"A%d\",\"front_end\":\"mfcc\",\"features\":[%.6f,%.6f]}\n", 10 * i, 10 * i, i, cos(a), sin(a) } }' >circle.jsonl
expect 0 recommend --catalogue circle.jsonl --from 'A0 - 0' --to 90.mp3 -n 4
gives "0 30 60 90"
silent
jq -es '.[1].reasons == ["after A0 - 0 (0.866)"] and .[1].why[0].kind == "step" and .[3].rank == 4' out >/dev/null || fail "$(cat out)"
expect 0 recommend --catalogue circle.jsonl --from 0 --to 90 -n 4 --not-artists A3,A6 --explain
says '36 tracks: 2 dropped by excluded artist; 34 pass'
[ "$(titles | wc -w)" -eq 4 ] || fail "$(cat out)"
expect 1 recommend --catalogue circle.jsonl --from 0 --to 400
says '"400": no track of the catalogue'
expect 2 recommend --catalogue circle.jsonl --from 0
says '--from and --to: must be given together'
expect 2 recommend --catalogue circle.jsonl --from 0 --to 90 --like 30
says '--from and --to: need a --catalogue with sound'
expect 2 recommend --catalogue circle.jsonl --from 0 --to 90 given.jsonl
says "records conflict with --from and --to"
expect 1 recommend --catalogue tracks.csv --from mid --to late
says 'has no sound that can be compared'

# A radio plays on from its session; a skip leads elsewhere; nothing comes twice.
expect 0 recommend --catalogue circle.jsonl --like 0 -n 1 --session radio.jsonl
for _ in 1 2 3; do expect 0 recommend --catalogue circle.jsonl -n 1 --session radio.jsonl; done
[ "$(jq -r .title radio.jsonl | sort -u | wc -l)" -eq 4 ] || fail "$(cat radio.jsonl)"
last=$(jq -r .title radio.jsonl | tail -n 1)
expect 0 recommend --catalogue circle.jsonl -n 1 --session radio.jsonl --skip
jq -es --arg t "$last" '.[3].title == $t and .[3].liked == false and (.[4] | has("liked") | not) and length == 5' radio.jsonl >/dev/null || fail "$(cat radio.jsonl)"
expect 2 recommend --catalogue circle.jsonl --like 0 --skip
says '--skip and --no-repeat: belong to a --session'
expect 1 recommend --catalogue circle.jsonl --like 0 --session none.jsonl --skip
says 'session: has no track yet'
[ ! -e none.jsonl ] || fail "a refused session was written"
expect 2 recommend --catalogue circle.jsonl --session none.jsonl
says 'nothing to base recommendations on'

# Recent plays.
sed '1s/,path/,path,last_played/; 2s/$/,2026-11-20T12:00:00Z/; 3,$s/$/,/; 9s/,$/,2026-11-01/' tracks.csv >played.csv
expect 0 recommend --catalogue played.csv --history 1 -n 1
gives early  # mid was played last: rock, English, near 1995
expect 1 recommend --catalogue tracks.csv --history 5
says 'has no track that was played'

# Usage.
expect 2 recommend --genres rock
says '--catalogue: is required (or --index, or --crowd)'
expect 2 recommend --catalogue one.csv
says 'nothing to base recommendations on'
expect 2 recommend --catalogue one.csv --genres rock --years 2000-1990
says 'years "2000-1990": the last year is before the first'
expect 2 recommend --catalogue one.csv --genres rock --years 199x
expect 2 recommend --catalogue one.csv --genres rock -n 0
expect 2 recommend --catalogue one.csv --genres rock --format xml
expect 2 recommend --catalogue one.csv --genres '?'
expect 2 recommend --catalogue - --genres rock -

echo "recommend_test: passed"
