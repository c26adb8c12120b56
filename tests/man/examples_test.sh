#!/usr/bin/env bash
# The examples of the manual pages run.
#
# The convention: in the section EXAMPLES, a literal display (.Bd -literal ... .Ed) whose first line
# begins with "$ " has commands only.  A line that begins with "$ " begins a command; a line that
# begins with four blanks continues it.  The commands of a display are one bash script, run with -eu
# and pipefail.  The displays of a page run one after another in one folder, so that one can use the
# output of another.  Each page gets a fresh folder with
#   genres/             tracks of ten classes, "rock" and "blues" among them
#   music/              some audio files
#   song.mp3            one more
#   tracks.csv          a catalogue: title, artist, genre, language, year and path of genres/
#   tracks.jsonl        the same as records
#   genres.jsonl        labelled records of genres/
#   features.jsonl      these with split and features
#   genre.safetensors   a model trained on them
#   classified.jsonl    its predictions
#   weights.safetensors the parameters of a model of two classes
#   library.jsonl       other classified tracks, with title, artist, year and language
# and further files that the pages of prepare and records mention: see below.
# Usage: examples_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"
man=$here/../../man

mkdir shop
cd shop
demo_music genres --tracks 4 --seconds 1 2>/dev/null
demo_music library --tracks 2 --seconds 1 --seed 2 2>/dev/null
mv genres/metal genres/rock
for file in genres/rock/*; do mv "$file" "${file//metal/rock}"; done
sed 's/metal/rock/g' genres/tracks.csv >tracks.csv
rm genres/tracks.csv
mkdir music
cp genres/jazz/jazz.00000.wav music/one.wav
make_audio music/two.ogg 1 44100 2 2
make_audio song.mp3 1 44100 2 3
{
  prepare tracks.csv -o tracks.jsonl
  prepare genres -o genres.jsonl
  prepare genres --split 50/25/25 | extract -o features.jsonl
  train features.jsonl -o genre.safetensors
  grep -E '"label":"(blues|rock)"' features.jsonl | train -o weights.safetensors -
  classify -m genre.safetensors features.jsonl -o classified.jsonl
  prepare library/tracks.csv | classify -m genre.safetensors -o library.jsonl
} 2>../log || { cat ../log >&2; fail "the examples' folder can't be made"; }
# A published split's lists, a playlist, Kaggle's kind of table, and an array with its table.
for part in train=[23] valid=1 test=0; do
  jq -r '.path | ltrimstr("genres/")' genres.jsonl | grep "${part#*=}.wav$" >"${part%=*}_filtered.txt"
done
(echo '#EXTM3U' && ls music/*) >likes.m3u8
(echo filename,length,tempo,label && for i in $(seq 20); do echo "$i.wav,66150,$i.5,$([ "$i" -gt 10 ] && echo rock || echo blues)"; done) >features_30_sec.csv
printf 'track,genre\na.wav,rock\nb.wav,blues\n' >mel.csv
shape="{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 3), }"
{
  printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "$shape"
  head -c 48 /dev/zero
} >mel.npy
cd ..

# The displays of the page on standard input, one a file: 1.sh, 2.sh, ...
displays() {
  awk '
    /^\.Sh / { examples = $2 == "EXAMPLES" }
    !examples { next }
    /^\.Bd -literal/ { inside = 1; first = 1; next }
    /^\.Ed/ { inside = 0; commands = 0; next }
    !inside { if (/^\$ / || /^\.Dl/) { print "a command outside of a display: " $0; bad = 1 } next }
    first { commands = /^\$ /; if (commands) file = ++count ".sh"; first = 0 }
    !commands { next }
    {
      if (sub(/^\$ /, "") == 0 && !/^    /) { print "neither a command nor its continuation: " $0; bad = 1 }
      gsub(/\\e/, "\\")
      gsub(/\\-/, "-")
      gsub(/\\&/, "")
      print >file
    }
    END { exit bad }'
}

# Optional features of the build.
convert -q shop/genre.safetensors -o probe.onnx 2>/dev/null || skip_part "the examples of ONNX (this build has no libonnx)"
command -v parallel >/dev/null || skip_part "the examples of GNU parallel (it is not installed)"
is_possible() {
  { [ -e probe.onnx ] || ! grep -q '\.onnx' "$1"; } && { command -v parallel >/dev/null || ! grep -q parallel "$1"; }
}

total=0
for page in "$man"/*.[1-9]; do
  title=$(basename "$page")
  cp -r shop "$title"
  (cd "$title" && displays <"$page" >../complaints) || fail "$title: $(cat complaints)"
  grep -q '^\.Sh EXAMPLES' "$page" || fail "$title has no examples"
  count=0
  while [ -e "$title/$((count + 1)).sh" ]; do
    count=$((count + 1))
    is_possible "$title/$count.sh" || continue
    (cd "$title" && timeout $((60 * slow)) bash -euo pipefail $count.sh >../out 2>../err </dev/null) ||
      { cat "$title/$count.sh" err >&2; fail "$title: an example fails"; }
  done
  [ $count -gt 0 ] || fail "$title has no example that runs"
  total=$((total + count))
done
[ $total -ge 30 ] || fail "only $total examples found"

echo "$total examples"
passed
