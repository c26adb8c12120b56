#!/usr/bin/env bash
# End to end: demo_music, the generator of the quick start's music.
# Usage: demo_music_test.sh FOLDER_OF_EXECUTABLES
set -eu
PATH=$(cd "$1" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "demo_music_test: $*" >&2; exit 1; }
# expect CODE COMMAND...: output in out and err.
expect() {
  local code=$1 got=0; shift
  "$@" >out 2>err || got=$?
  [ "$got" -eq "$code" ] || { cat err >&2; fail "exit $got, expected $code: $*"; }
}

# Same seed, same bytes, whatever the number of threads; another seed, other music.
mkdir one two other more
(cd one && expect 0 demo_music demo --tracks 5 --seconds 2 -j1)
(cd two && expect 0 demo_music demo/ --tracks 5 --seconds 2 -j3)
diff -r one/demo two/demo || fail "two runs of one seed differ"
(cd other && expect 0 demo_music demo --tracks 1 --seconds 2 --seed 2)
cmp -s one/demo/jazz/jazz.00000.wav other/demo/jazz/jazz.00000.wav && fail "seeds 1 and 2 are alike"

# More tracks leave the first as they are.
(cd more && expect 0 demo_music demo --tracks 6 --seconds 2)
for style in one/demo/*/; do
  diff -q "$style" "more/${style#one/}" | grep -v '^Only in more' && fail "$style depends on --tracks"
done

# GTZAN's layout, and a catalogue whose rows are the files.
cd one
styles=$(cd demo && echo */)
[ "$(echo "$styles" | wc -w)" -eq 10 ] || fail "not ten styles: $styles"
head -n 1 demo/tracks.csv | grep -qx 'path,title,artist,album,genre,language,year,duration_s' ||
  fail "header: $(head -n 1 demo/tracks.csv)"
find demo -name '*.wav' | sort >files
tail -n +2 demo/tracks.csv | cut -d, -f1 | sort | diff - files || fail "the catalogue isn't the files"
[ "$(wc -l <files)" -eq 50 ] || fail "$(wc -l <files) files, expected 50"
grep -vqx 'demo/\([a-z]*\)/\1\.0000[0-4]\.wav' files && fail "names: $(cat files)"
awk -F, 'NR > 1 {
  if (NF != 8 || $2 == "" || $3 == "" || $4 == "") bad = "row " NR
  if (("demo/" $5) != substr($1, 1, length($5) + 5)) bad = "genre in row " NR
  if ($6 !~ /^(en|de|fr|es)$/ || $7 < 1950 || $7 > 2019 || $8 != 2) bad = "figures in row " NR
  if (seen[$2, $3]++) bad = "the same track twice: row " NR
  artists[$5, $3]++
} END {
  for (a in artists) count++
  if (count != 40) bad = count " artists, expected 4 a style"
  if (bad != "") { print bad; exit 1 }
}' demo/tracks.csv || fail "tracks.csv"

# Each file: 22.05 kHz mono PCM of 16 bits, 2 s, its peak at -1 dBFS (29204 of 32767), not silent
# anywhere for long, no offset, and no step at its ends.
word() { od -An -t u"$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
while read -r file; do
  got="$(word "$file" 20 2) $(word "$file" 22 2) $(word "$file" 24 4) $(word "$file" 34 2)"
  [ "$got" = "1 1 22050 16" ] || fail "$file: format, channels, rate, bits are $got"
  at=$(grep -abo data "$file" | head -n 1 | cut -d: -f1)
  [ "$(word "$file" $((at + 4)) 4)" -eq 88200 ] || fail "$file: not 44100 samples"
  od -An -v -t d2 -w2 -j $((at + 8)) -N 88200 "$file" | awk -v file="$file" '
    { v = $1; a = v < 0 ? -v : v; sum += v; if (a > peak) peak = a; last = a }
    NR == 1 { first = a }
    a > 100 { heard = NR }
    NR - heard > 22050 { gap = 1 }
    END {
      if (peak < 29203 || peak > 29205) bad = "peak " peak
      if (gap) bad = "a second of silence"
      if (sum / NR > 100 || sum / NR < -100) bad = "mean " sum / NR
      if (first > 100 || last > 100) bad = "ends at " first " and " last
      if (bad != "") { print file ": " bad; exit 1 }
    }' || fail "samples"
done <files
cd ..

# Mistakes.
expect 2 demo_music
grep -q '^demo_music: folder is required' err || fail "no folder: $(cat err)"
expect 2 demo_music x --tracks 0
expect 2 demo_music x --seconds -1
expect 0 demo_music --help
touch file
expect 1 demo_music file/demo
grep -q '^demo_music: file/demo' err || fail "a file as the folder: $(cat err)"
echo "demo_music_test: passed"
