#!/usr/bin/env bash
# The examples of the manual pages, and the folder in which they run.
# Usage: examples.sh shop FOLDER     make the folder, with the executables on PATH
#        examples.sh displays <PAGE  write the displays of a page to 1.sh, 2.sh, ...
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
set -euo pipefail

shop() {
  mkdir "$1"
  cd "$1"
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
  prepare tracks.csv -o tracks.jsonl
  prepare genres -o genres.jsonl
  prepare genres --split 50/25/25 | extract -o features.jsonl
  train features.jsonl -o genre.safetensors
  grep -E '"label":"(blues|rock)"' features.jsonl | train -o weights.safetensors -
  classify -m genre.safetensors features.jsonl -o classified.jsonl
  prepare library/tracks.csv | classify -m genre.safetensors -o library.jsonl
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
}

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

case ${1-} in
  shop) shop "${2:?usage: $0 shop FOLDER}" ;;
  displays) displays ;;
  *) echo "usage: $0 shop FOLDER | displays <PAGE" >&2; exit 2 ;;
esac
