#!/usr/bin/env bash
# End to end: collect's catalogue: scan, import, export, like, dislike, play, import-listens.
# Usage: collect_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016,SC2059,SC2086  # the variables of jq filters; formats and numbers in variables
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

sql() { sqlite3 -batch "$1" "$2"; }
whole() { [ "$(sql "$1" 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ] || fail "$1 is damaged"; }
export_to() { expect 0 collect export --db "$1" -o "$2"; }
# synchsafe N / id3 TITLE ARTIST GENRE YEAR LANGUAGE: an ID3v2.4 tag (id3.org); UTF-8, several
# genres separated by \x00.
synchsafe() { printf "$(printf '\\x%02x' $(($1 >> 21 & 127)) $(($1 >> 14 & 127)) $(($1 >> 7 & 127)) $(($1 & 127)))"; }
frame() { printf "%b" "\\x03$2" >content; printf %s "$1"; synchsafe "$(wc -c <content)"; printf '\0\0'; cat content; }
id3() {
  { frame TIT2 "$1"; frame TPE1 "$2"; frame TCON "$3"; frame TDRC "$4"; frame TLAN "$5"; } >frames
  printf 'ID3\x04\0\0'
  synchsafe "$(wc -c <frames)"
  cat frames
}

check_common collect export --db x.db
misused "melsift collect: a subcommand is required" collect
expect 2 env -u HOME XDG_DATA_HOME= "$bin/collect" scan .
says "melsift collect: --db is required (neither XDG_DATA_HOME nor HOME is an absolute path) (see melsift collect --help)"
misused "melsift collect: a music folder or file, or - for a list of files, is required" collect scan --db x.db
misused "melsift collect: --model excludes --no-sound" collect scan . --db x.db --no-sound -m y
[ ! -e x.db ] || fail "a usage error made a catalogue"

# The manual's section COMMANDS has the options of all commands, and no others.
{
  for command in scan import export like dislike play import-listens duplicates cluster write-tags; do collect $command --help; done
} | grep -oE -- '^ +(-., ?)?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u | grep -vE -- '--(help|db)$' >offered
sed -n '/^\.Ss Scanning/,/^\.Ss Look-ups/p' "$here/../../man/melsift-collect.1" | sed -n 's/^\.It Fl //p' |
  grep -oE '\\-[a-z-]+' | sed 's/^\\-/--/' | sort -u >documented
diff documented offered >&2 || fail "the manual (<) and --help (>) differ"

# Without a bundled model, features alone describe the sound: the tests are faster.
mkdir bare
cp "$bin/collect" bare/
PATH=$work/bare:$PATH

# --- scan: tags and sound
mkdir -p music/sub
make_audio plain.mp3 1 44100 2 1
id3 'Tïtle' Anna 'Rock\x00(8)' 1994-05-01 deu >tag
cat tag plain.mp3 >music/a.mp3
for i in 1 2 3; do make_audio music/sub/$i.wav 1 22050 1 $i; done
echo 'no sound' >music/bad.mp3
expect 3 collect scan music --db l.db
says 'melsift collect: music/bad.mp3: is not an audio file of a known format' \
  'melsift collect: 4 tracks: 4 new, 1 failed' 'melsift collect: 4 of 5 files, 1 failed'
nothing out
[ "$(echo l.db*)" = l.db ] || fail "more than one file is left: $(echo l.db*)"
whole l.db
[ "$(sql l.db 'PRAGMA journal_mode')" = wal ] || fail "not in WAL mode"
export_to l.db all.jsonl
records all.jsonl 4
holds all.jsonl '.[0] | .path == $p + "/music/a.mp3" and .title == "Tïtle" and .artist == "Anna" and
  .genre == ["Rock", "Jazz"] and .year == 1994 and .language == "deu" and .sample_rate == 44100 and
  .tempo_bpm > 0 and (has("language_guessed") | not)' --arg p "$PWD"
# The features are extract's own.
expect 0 extract --set gtzan57 music/a.mp3 music/sub
mv out extracted.jsonl
jq -c '[.features, .front_end, .duration_s]' extracted.jsonl >wanted
jq -c '[.features, .front_end, .duration_s]' all.jsonl >got
same wanted got

# Again, from another folder and under another name: nothing to do, and the same bytes.  A file that
# failed before and is unchanged is no failure.
(cd music && expect 0 collect scan ../music/. --db ../l.db && says 'melsift collect: 4 tracks: 1 failed before*')
rm music/out music/err music/bad.mp3
expect 0 collect scan music --db l.db --prune
says 'melsift collect: 4 tracks: nothing new'
[ -z "$(sql l.db 'SELECT * FROM failure')" ] || fail "a failure outlives its file"
export_to l.db again.jsonl
same all.jsonl again.jsonl

# Renamed, touched, changed, gone, new, unreadable and readable again.
expect 0 collect like music/a.mp3 --db l.db
mv music/a.mp3 music/sub/z.mp3
touch music/sub/1.wav
expect 0 collect scan music --db l.db
says 'melsift collect: 4 tracks: 1 renamed'
export_to l.db got
holds got 'map(select(.path | endswith("/music/sub/z.mp3"))) | length == 1 and .[0].liked'
cp music/sub/z.mp3 music/copy.mp3
id3 Other Anna Rock 1994 deu | cat - plain.mp3 >music/sub/z.mp3
rm music/sub/2.wav
expect 0 collect scan music --db l.db
says 'melsift collect: 4 tracks: 1 new, 1 changed, 1 gone (--prune drops them)'
expect 0 collect scan music --db l.db --prune -q
silent
export_to l.db got
holds got 'length == 4 and map(.title | values) == ["Tïtle", "Other"]'
head -c 30 /dev/urandom >music/late.ogg
expect 3 collect scan music --db l.db
make_audio music/late.ogg 1 22050 1 8
expect 0 collect scan music --db l.db
says 'melsift collect: 5 tracks: 1 new'
# Two copies of a file that is gone: one is that file, the other one is new.
mv music/copy.mp3 copy && cp copy music/d1.mp3 && cp copy music/d2.mp3
expect 0 collect scan music --db l.db
says 'melsift collect: 6 tracks: 1 new, 1 renamed'
# Many copies that all move: each is one of them.
mkdir many
for i in $(seq 30); do cp copy many/$i.mp3; done
expect 0 collect scan many --db many.db -q
mv many moved
expect 0 collect scan moved --db many.db -j 4
says 'melsift collect: 30 tracks: 30 renamed'
# A lost track counts once, even if its folder is named several times.
rm moved/7.mp3
expect 0 collect scan moved ./moved --db many.db
says 'melsift collect: * tracks: 1 gone (--prune drops them)'
mkfifo moved/pipe.wav
expect 3 timeout $((20 * slow)) collect scan moved --db many.db
says "melsift collect: moved/pipe.wav: is not a regular file" '*' '*'
rm moved/pipe.wav

# An empty or missing folder may be a disk that is not mounted.
mv music elsewhere
expect 1 collect scan music --db l.db --prune
mkdir music
expect 1 collect scan music --db l.db --prune
rmdir music
[ "$(sql l.db 'SELECT count(*) FROM track')" -eq 6 ] || fail "tracks of a missing folder were dropped"
mv elsewhere music

# Also an empty sub-folder, and a broken link.
mkdir -p tree/disk tree/gone far
cp music/sub/1.wav tree/a.wav && cp music/sub/3.wav tree/disk/b.wav && cp music/sub/z.mp3 tree/gone/c.mp3 && cp music/late.ogg far/d.ogg
ln -s ../far tree/link
expect 0 collect scan tree --db tree.db -q
mv tree/disk/b.wav tree/gone . && mv far away
expect 0 collect scan tree --db tree.db --prune
says 'melsift collect: warning: 2 lost tracks not dropped, because their folder is empty or a link is broken: a disk may not be mounted' \
  'melsift collect: 1 track: 1 gone and dropped'
[ "$(sql tree.db 'SELECT count(*) FROM track')" -eq 3 ] || fail "not three tracks are left"
rm -r tree/disk tree/link
expect 0 collect scan tree --db tree.db --prune
says 'melsift collect: 1 track: 2 gone and dropped'

# Messages are one line each, for any file name; an unreadable file may be readable later.
mkdir odd
cp music/sub/1.wav $'odd/new\nline \xf0\x9f\x8e\xb5.wav'
cp music/sub/3.wav odd/-dash.wav
: >$'odd/a\n\e[31m.mp3'
: >$'odd/b\xff.wav'
expect 3 collect scan odd --db odd.db
says $'melsift collect: odd/a\xef\xbf\xbd\xef\xbf\xbd[[]31m.mp3: is empty' \
  $'melsift collect: odd/b\xef\xbf\xbd.wav: its name is not UTF-8' '*' '*'
holds <(collect export --db odd.db) 'map(.path | split("/") | last) == ["-dash.wav", "new\nline 🎵.wav"]'
if [ -r /proc/self/mem ]; then  # a regular file that gives an error
  echo /proc/self/mem | expect 1 collect scan - --db odd.db
  says "melsift collect: /proc/self/mem: can't read: *" '*'
  [ "$(sql odd.db "SELECT count(*) FROM failure WHERE path LIKE '/proc/%'")" -eq 0 ] || fail "an error of the disk is remembered"
fi

# A list, one file, tags only; sound comes later.
find music -name '*.wav' | expect 0 collect scan - --db tags.db --no-sound
export_to tags.db got
holds got 'length == 2 and all(has("features") | not) and all(.duration_s == 1)'
expect 0 collect scan music/sub --db tags.db
says 'melsift collect: 3 tracks: 1 new, 2 changed'
expect 0 collect scan music/sub --db tags.db --no-sound
says 'melsift collect: 3 tracks: nothing new'
holds <(collect export --db tags.db) 'all(.features | length == 57)'

# The same catalogue whatever the threads, and from two scans at once.
for i in $(seq 40); do make_audio music/n$i.wav 0.3 22050 1 "$i"; done
expect 0 collect scan music --db one.db -j 1
export_to one.db one
expect 0 collect scan music --db eight.db -j 8
export_to eight.db got
same one got
collect scan music --db both.db -q -j 1 & first=$!
collect scan music --db both.db -q -j 1 || fail "the second scan at once"
wait $first || fail "the first scan at once"
whole both.db
export_to both.db got
same one got

# Killed at random moments: the catalogue is intact, no entered track is lost, and in the end it
# equals that of an undisturbed run.
RANDOM=20261125
before=0
for kill in $(seq 12); do
  collect scan music --db killed.db -q -j 2 & id=$!
  sleep "0.0$((RANDOM % 90 + 10))"
  kill -KILL $id 2>/dev/null || true
  { wait $id || true; } 2>/dev/null
  [ -e killed.db ] || continue
  whole killed.db
  count=$(sql killed.db 'SELECT count(*) FROM track' 2>/dev/null || echo 0)
  [ "$count" -ge "$before" ] || fail "kill $kill lost tracks: $before, then $count"
  before=$count
done
expect 0 collect scan music --db killed.db -q
export_to killed.db got
same one got

# A model describes the sound: the same scores as classify's.
toy=$work/toy.safetensors
demo=(prepare music --split 80/10/10)
for i in $(seq 12); do mkdir -p set/a set/b; make_audio set/a/$i.wav 0.4 22050 1 "$i"; make_audio set/b/$i.wav 0.4 22050 1 "$((i + 50))"; done
demo=(prepare set)
"${demo[@]}" 2>/dev/null | extract 2>/dev/null | train - -o "$toy" --epochs 2 -q || fail "no model"
expect 0 collect scan music/sub --db one.db -m "$toy"
says 'melsift collect: 3 tracks: 3 changed'
expect 0 collect scan music/sub --db one.db -m "$toy"
says 'melsift collect: 3 tracks: nothing new'
expect 0 classify -m "$toy" "$PWD/music/sub"
jq -c '[.path, .scores, .predicted, .embedding, .model, .features]' out >wanted
described() { collect export --db "$1" | jq -c 'select(.scores) | [.path, .scores, .predicted, .embedding, .model, .features]'; }
described one.db >got
same wanted got
# Without -m, the bundled models do, with a note.
expect 0 "$bin/collect" scan music/sub --db default.db
says 'melsift collect: using the bundled model melnet (* accuracy *)' \
  'melsift collect: 3 tracks: 3 new'
expect 0 classify "$PWD/music/sub"
jq -c '[.path, .scores, .predicted, .embedding, .model, .features]' out >wanted
described default.db >got
same wanted got
[ "$(wc -l <got)" -eq 3 ] || fail "not three are described"

# Records of another version's set have other features.
expect 0 extract --set full music/sub/1.wav -o full.jsonl
jq -c '.path = "/other" | .features += [1, 2]' full.jsonl >wider.jsonl
expect 3 collect import full.jsonl wider.jsonl --db counts.db
says 'melsift collect: wider.jsonl:1: /other: has 226 features, full has 224: another version of melsift made them (run melsift extract again)' \
  'melsift collect: 1 record: 1 new, 0 changed' 'melsift collect: 1 of 2 records, 1 failed'
export_to counts.db counts.jsonl
records counts.jsonl 1

# --- the default library
expect 1 collect export
says "melsift collect: $XDG_DATA_HOME/melsift/library.db: there is no such catalogue (run melsift collect scan FOLDER first)"
expect 0 collect scan --no-sound music/sub
says "melsift collect: creating the library $XDG_DATA_HOME/melsift/library.db" 'melsift collect: 3 tracks: 3 new'
expect 0 collect export
records out 3
mv out wanted
expect 0 collect export --db "$XDG_DATA_HOME/melsift/library.db"
same wanted out
path=$(jq -r .path out | head -n 1)
expect 0 collect like "$path"
expect 0 collect export --liked
records out 1
expect 0 recommend --like "$path" -n 2
[ "$(jq -r .path out | sort)" = "$(jq -r .path wanted | grep -vxF "$path" | sort)" ] || fail "recommended otherwise: $(cat out)"
rm -r "$XDG_DATA_HOME"
expect 0 env -u XDG_DATA_HOME HOME="$work/home" "$bin/collect" scan -q --no-sound music/sub
[ -s home/.local/share/melsift/library.db ] || fail "no library below HOME"
# Several artists, and an encoding that is too short to be guessed: "Да" in Windows-1251.
{ id3 T 'Jay\x00Alicia' Rock 2014 eng; cat plain.mp3; } >two.mp3
{ cat plain.mp3; printf 'TAG\xc4\xe0'; head -c 122 /dev/zero; printf '\xff'; } >short.mp3
expect 0 collect scan --no-sound two.mp3 short.mp3 --db texts.db
export_to texts.db texts.jsonl
holds texts.jsonl 'map(.title) == ["Äà", "T"] and .[1].artist == "Jay, Alicia" and .[1].artists == ["Jay", "Alicia"]'
expect 0 collect scan --no-sound --tag-encoding windows-1251 two.mp3 short.mp3 --db texts.db
says 'melsift collect: 2 tracks: 1 changed'
expect 0 collect scan --no-sound two.mp3 short.mp3 --db texts.db
says 'melsift collect: 2 tracks: nothing new'
export_to texts.db texts.jsonl
holds texts.jsonl 'map(.title) == ["Да", "T"]'
expect 0 collect scan --no-sound --tag-encoding auto two.mp3 short.mp3 --db texts.db
says 'melsift collect: 2 tracks: 1 changed'
misused 'melsift collect: encoding "klingon": unknown (iconv -l lists the known ones)' \
  collect scan --tag-encoding klingon two.mp3 --db texts.db
printf '%s\0' two.mp3 short.mp3 >list
expect 0 collect scan --no-sound -0 - --db nul.db <list
says 'melsift collect: 2 tracks: 2 new'

# --- import and export
printf 'artist,title,year,genre\nAnn,One,1990,Rock;Pop\nAnn,Two,199x,Rock\nBob,"Thr,ee",1992,\nAnn,One,1991,Rock\nshort,row\n' >t.csv
expect 3 collect import t.csv --db t.db
says 'melsift collect: t.csv:3: year: expected a year or a date, got "199x"' \
  'melsift collect: t.csv:6: 2 cells: the header has 4' \
  'melsift collect: 3 records: 3 new, 0 changed' 'melsift collect: 3 of 5 records, 2 failed'
expect 3 collect import t.csv --db t.db
[ "$(sql t.db 'SELECT count(*) FROM track')" -eq 3 ] || fail "a re-import doubles"
export_to t.db t.jsonl
holds t.jsonl 'map(.year) == [1990, 1992, 1991] and .[0].genre == ["Rock", "Pop"]'
export_to t.db t2.csv
expect 0 collect import t2.csv --db t.db
says 'melsift collect: 3 records: 0 new, 0 changed'
cat >curly.csv <<'END'
artist,title
Guns N’ Roses,Don’t Cry
BJÖRK,JÓGA
AC/DC,T.N.T.
END
cat >plain.csv <<'END'
artist,title
Guns N' Roses,Don't Cry
Björk,Jóga
ac dc,TNT
END
expect 0 collect import curly.csv --db names.db
expect 0 collect import plain.csv --db names.db
says 'melsift collect: 3 records: 0 new, 3 changed'
printf '{"path":"x.wav","title":"X","liked":true,"isrc":"Q"}\n{"path":"spotify:track:1","title":"Y"}\n{bad\n' >r.jsonl
expect 3 collect import --db t.db <r.jsonl
says 'melsift collect: standard input:3: *' 'melsift collect: 2 records: 2 new, 0 changed' '*'
holds <(collect export --liked --db t.db) 'map(.path) == ["x.wav"] and .[0].isrc == "Q"'
printf '#EXTM3U\n#EXTINF:3,Ann - Song\nmusic/sub/1.wav\n' >p.m3u8
expect 0 collect import p.m3u8 --db t.db
holds <(collect export --db t.db) 'map(select(.path == $p)) | .[0].title == "Song"' --arg p "$PWD/music/sub/1.wav"
# An entry that is not a file adds no track, and is counted; a file is found like in a player.
mkdir 'a list'
cp music/sub/1.wav 'a list/a b.wav'
printf '#EXTM3U\na%%20b.wav\nno.wav\n' >'a list/p.m3u8'
before=$(sql t.db 'SELECT count(*) FROM track')
expect 3 collect import 'a list/p.m3u8' --db t.db
says "melsift collect: a list/p.m3u8: a list/no.wav: there is no such file, and the catalogue has no such track" \
  'melsift collect: 1 record: 1 new, 0 changed' 'melsift collect: 1 of 2 records, 1 failed'
[ "$(sql t.db 'SELECT count(*) FROM track')" -eq $((before + 1)) ] || fail "an entry made a track"
expect 3 collect like 'a list/p.m3u8' --db t.db
says 'melsift collect: a list/no.wav: is not in t.db' 'melsift collect: 1 of 2 tracks, 1 failed'
# A list may name a track by artist and title, and an operand, too; a folder means its files.
printf 'artist,title\nAnn,Song\n' >loved.csv
expect 0 collect like loved.csv --db t.db
holds <(collect export --liked --db t.db) 'map(.title) | index("Song") != null'
expect 0 collect like 'ann - song' --none --db t.db
holds <(collect export --liked --db t.db) 'map(.title) | index("Song") == null'
printf 'title\nSong\n' >nameless.csv
# Tags: listed first, written on request, as long ago as before.
mkdir tagged
for name in 1.flac 2.mp3; do make_audio tagged/$name 3 22050 1 4; touch -d 2001-02-03 tagged/$name; done
expect 0 collect scan tagged --db tagged.db -q
jq -es 'all(.key | test("^[A-G][b#]? (major|minor)$")) and all(.key_confidence > 0 and .key_confidence <= 1)' \
  <(collect export --db tagged.db) >/dev/null || fail "no key: $(collect export --db tagged.db)"
cp -rp tagged untagged
expect 0 collect write-tags --db tagged.db --fields bpm,key --min-confidence 0
[ "$(cut -f 2 out | sort | uniq -c | tr -s ' ' | tr '\n' ';')" = ' 2 BPM; 2 INITIALKEY;' ] || fail "$(cat out)"
says 'melsift collect: 2 files to change; --write changes them'
diff -r tagged untagged || fail "a dry run changed a file"
cp out planned
expect 0 collect write-tags tagged --db tagged.db --fields bpm,key --min-confidence 0 --write
same out planned
says 'melsift collect: 2 files changed'
[ "$(stat -c %Y tagged/* | sort -u)" = "$(stat -c %Y untagged/1.flac)" ] || fail "another time of modification"
expect 0 collect write-tags --db tagged.db --fields bpm,key --min-confidence 0
nothing out
expect 3 collect write-tags tagged/1.flac none.flac --db tagged.db --fields bpm
says 'melsift collect: none.flac: is not in tagged.db' 'melsift collect: 0 files to change; --write changes them' \
  'melsift collect: 1 of 2 files, 1 failed'
expect 2 collect write-tags --db tagged.db --fields mood
says 'melsift collect: --fields: "mood", expected bpm, key or genre (see melsift collect --help)'

# Duplicates: one sound in three encodings; and groups that sound alike.
mkdir copies
for i in 1 2 3 4 5 6 7 8; do make_audio copies/$i.flac $((i % 3 + 2)) 44100 2 $i; done
for name in 5.wav best/5.ogg; do mkdir -p copies/best; make_audio copies/$name 4 44100 2 5; done
expect 0 collect scan copies --db copies.db -q
expect 0 collect duplicates --db copies.db --same-sound 0.5
says 'melsift collect: 1 recording with 3 files'
jq -es 'length == 3 and all(.duplicates == 1 and (.features | not)) and
  (map(.path | sub(".*/copies/"; "")) == ["5.flac", "5.wav", "best/5.ogg"]) and
  (.[0].differs | index("bitrate")) and .[1].bitrate_kbps == 1411' out >/dev/null || fail "$(cat out)"
expect 0 collect duplicates --db copies.db --same-sound 0.5 --format table -o copies.txt
[ "$(wc -l <copies.txt)" -eq 4 ] || fail "$(cat copies.txt)"
expect 0 collect duplicates --db copies.db --same-sound 0 --same-name 0
nothing out
printf 'title,artist\nA,B\n' >mute.csv
expect 0 collect import mute.csv --db mute.db
expect 1 collect duplicates --db mute.db
says 'melsift collect: mute.db: has no features to compare (collect scan computes them)'
expect 0 collect cluster --db copies.db -k 3 --playlists lists -o clusters.jsonl
[ "$(wc -l <clusters.jsonl)" -eq 10 ] || fail "$(wc -l <clusters.jsonl) tracks in clusters"
[ "$(jq -r .cluster clusters.jsonl | uniq | wc -l)" -eq 3 ] || fail "not three clusters"
[ "$(cat lists/0[123]*.m3u8 | grep -c '^/')" -eq 10 ] || fail "not ten tracks in playlists"
expect 0 collect cluster --db copies.db -k 3 --seed 1
same out clusters.jsonl
expect 0 collect cluster --db copies.db --format table
[ "$(head -n 1 out | tr -s ' ')" = 'cluster tracks name such as' ] || fail "$(cat out)"
expect 1 collect cluster --db mute.db
says 'melsift collect: clusters: no track has sound to compare'

# Lists of other programs, found by name if their paths differ.
printf 'path,title,artist\n/mnt/x/1.mp3,One,Ann\n/mnt/x/2.mp3,Two,Bob\n/mnt/x/3.mp3,Three,Cid\n' >three.csv
expect 0 collect import three.csv --db three.db
cat >list.xspf <<'END'
<?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList>
<track><location>file:///elsewhere/one.mp3</location><title>one!</title><creator>ANN</creator></track></trackList></playlist>
END
expect 0 collect like list.xspf --db three.db
echo '{"lovedtracks":{"track":[{"name":"Two","artist":{"name":"Bob"}},{"name":"None","artist":{"name":"Bob"}}]}}' >loved.json
expect 3 collect import loved.json --db three.db
says 'melsift collect: loved.json: Bob - None: there is no such file, and the catalogue has no such track' \
  'melsift collect: 1 record: 0 new, 1 changed' 'melsift collect: 1 of 2 records, 1 failed'
cat >Library.xml <<'END'
<plist version="1.0"><dict><key>Tracks</key><dict><key>1</key><dict><key>Name</key><string>Three</string><key>Artist</key><string>Cid</string>
<key>Play Count</key><integer>5</integer><key>Location</key><string>file:///Users/c/3.mp3</string></dict></dict></dict></plist>
END
expect 0 collect import Library.xml --db three.db
expect 0 collect export --db three.db
jq -es 'map(.path) == ["/mnt/x/1.mp3", "/mnt/x/2.mp3", "/mnt/x/3.mp3"] and .[0].liked and .[1].liked and .[2].play_count == 5' out >/dev/null ||
  fail "$(cat out)"

# Lists of another machine.
printf '#EXTM3U\nM:\\Music\\a.mp3\n' >there.m3u8
printf 'path,title,artist\n/mnt/x/a.mp3,There,Eve\n' >here.csv
expect 0 collect import here.csv --db there.db
expect 0 collect like there.m3u8 --db there.db --map-path 'm:\music=/mnt/x'
expect 0 collect export --db there.db --map-path '/mnt/x=M:\Music'
jq -e '.path == "M:\\Music\\a.mp3" and .liked' out >/dev/null || fail "$(cat out)"
cp out there.jsonl
expect 0 collect import there.jsonl --db there.db --map-path 'M:\Music=/mnt/x'
says 'melsift collect: 1 record: 0 new, 0 changed'
expect 2 collect export --db there.db --map-path x
says 'melsift collect: --map-path: "x": expected FROM=TO, two folders (see melsift collect --help)'
expect 1 collect like nameless.csv --db t.db
says 'melsift collect: nameless.csv:2: the record has no path, and no artist and title'
expect 1 collect import missing.csv --db t.db
fills_disk collect export --db t.db
expect 1 collect export --db none.db
says 'melsift collect: none.db: there is no such catalogue'
[ ! -e none.db ] || fail "export made a catalogue"

# Languages are guessed only on request, and marked.
echo '{"path":"g","title":"Ich weiß nicht, was soll es bedeuten, dass ich so traurig bin"}' >g.jsonl
expect 0 collect import g.jsonl --db g.db
holds <(collect export --db g.db) '.[0] | has("language") | not'
if collect import g.jsonl --db g.db --guess-language 2>err; then
  holds <(collect export --db g.db) '.[0] | .language == "de" and .language_guessed'
else
  says '*without CLD2*'
fi

# --- likes, dislikes and plays
cd music
expect 0 collect like sub/1.wav ./sub/3.wav --db ../l.db
expect 3 collect dislike sub/3.wav no.wav --db ../l.db
says 'melsift collect: no.wav: is not in ../l.db' 'melsift collect: 1 of 2 tracks, 1 failed'
expect 0 collect play sub/1.wav --db ../l.db
printf '%s\n' sub/1.wav sub/3.wav | expect 0 collect play - --db ../l.db
cd ..
collect export --db l.db | expect 0 collect play - --db l.db
holds <(collect export --db l.db) 'map({key: (.path | split("/") | last), value: .}) | from_entries |
  .["1.wav"].liked == true and .["3.wav"].liked == false and .["1.wav"].play_count == 3 and
  .["3.wav"].play_count == 2 and (.["1.wav"].last_played | test("^20..-..-..T..:..:..Z$"))'
expect 0 collect like p.m3u8 --none --db l.db
holds <(collect export --db l.db) 'all(.liked != true or (.path | endswith("1.wav") | not))'
expect 1 collect like x --db none.db
# A scan does not change them.
expect 0 collect scan music --db l.db -q
holds <(collect export --db l.db) 'map(.play_count | values) | add >= 5'

printf 'user\titem\tplays\nu1\ta\t3\nu2\ta\t0\nu1\tb\tx\nu1\ta\t2\n\tc\t1\nu1\td\t2.5\n' >listens.tsv
expect 3 collect import-listens listens.tsv --db l.db
says 'melsift collect: listens.tsv:4: plays: "x" is not a number' 'melsift collect: listens.tsv:6: the user is empty' \
  'melsift collect: listens.tsv:7: plays: expected a whole number up to 1e15, got 2.5' \
  'melsift collect: 2 rows: 1 new' 'melsift collect: 2 of 5 rows, 3 failed'
expect 3 collect import-listens listens.tsv --db l.db
expect 0 collect import-listens - --db l.db < <(printf 'item,user\nz,u2\nz,u2\n')
expect 0 collect export --listens --db l.db
same out <(printf 'user\titem\tplays\nu1\ta\t5\nu2\tz\t2\n')
expect 1 collect import-listens t.csv --db l.db
says 'melsift collect: t.csv:1: the header names no column "user" (expected user, item and plays)' '*'
printf '{"user":"u3","path":"a.mp3","play_count":4}\n{"user":"u3","item":"b","plays":0}\n' >listens.jsonl
expect 0 collect import-listens listens.jsonl --db h.db
expect 0 collect export --listens --db h.db
same out <(printf 'user\titem\tplays\nu3\ta.mp3\t4\n')

# --- files that are not catalogues, or can't be used
echo 'artist,title' >text.db
expect 1 collect scan music --db text.db
says 'melsift collect: text.db: is not a melsift catalogue'
[ "$(cat text.db)" = 'artist,title' ] || fail "a foreign file was changed"
sql foreign.db 'CREATE TABLE t (x)'
expect 1 collect import t.csv --db foreign.db
says 'melsift collect: foreign.db: is not a melsift catalogue'
cp l.db newer.db
sql newer.db 'PRAGMA user_version = 4' >/dev/null
expect 1 collect scan music --db newer.db
says 'melsift collect: newer.db: was made by a newer melsift (schema 4; this one supports up to 3)'
head -c 20000 l.db >cut.db
expect 1 collect export --db cut.db --check
says 'melsift collect: cut.db: damaged: *'
cp killed.db spoilt.db
printf '%9000s' x | dd of=spoilt.db bs=1000 seek=30 conv=notrunc status=none
expect 1 collect export --db spoilt.db --check
grep -v '^melsift collect: ' err && fail "lines that don't say who speaks"
[ "$(grep -c '^melsift collect: spoilt.db: damaged: ' err)" -ge 2 ] || fail "little damage"
expect 0 collect export --db l.db --check
says 'melsift collect: l.db: whole, * tracks'
expect 1 collect scan music --db music
says 'melsift collect: music: is not a regular file'
expect 1 collect scan music --db /dev/full
says 'melsift collect: /dev/full: is not a regular file'

# Locked for longer than the time limit; reading continues.
mkfifo hold
sqlite3 l.db <hold >/dev/null & holder=$!
exec 7>hold
echo 'BEGIN IMMEDIATE;' >&7
sleep 0.3
expect 1 collect like music/sub/1.wav --db l.db
says 'melsift collect: l.db: locked by another program (waited 5 s)'
expect 0 collect export --db l.db
echo 'ROLLBACK;' >&7
exec 7>&-
wait $holder
expect 0 collect like music/sub/1.wav --db l.db

# A full disk: one line, and the old content stays.
if mkdir small && mount -t tmpfs -o size=256k none small 2>/dev/null; then
  trap 'umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
  expect 0 collect import t2.csv --db small/f.db
  collect export --db small/f.db >before
  seq 20000 | sed 's/.*/{"path":"&","title":"title &"}/' | expect 1 collect import - --db small/f.db
  says 'melsift collect: small/f.db: can'"'"'t write: no space left on the disk'
  whole small/f.db
  collect export --db small/f.db >got
  same before got
  expect 1 collect scan music --db small/f.db -q
  whole small/f.db
  # No space for the files beside it: it is read anyway.  No writable folder: an error.
  rm small/*
  cp t.db small/g.db
  cat /dev/zero >small/filler 2>/dev/null || true
  expect 0 collect export --db small/g.db
  collect export --db t.db >wanted
  same wanted out
  mount -o remount,ro small
  expect 1 collect import t2.csv --db small/new.db
  says "melsift collect: small/new.db: can't write into its folder"
  expect 0 collect export --db small/g.db --check
  umount small
else
  skip_part "a full disk (needs root, to mount one)"
fi

passed
