#!/usr/bin/env bash
# End to end: draw.
# Usage: draw_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# png FILE WIDTH HEIGHT: it is a PNG of that size, by its header.
png() {
  [ "$(head -c 8 "$1" | od -An -t x1 | tr -d ' \n')" = 89504e470d0a1a0a ] || fail "$1 is no PNG"
  local size
  size=$(od -An -j 16 -N 8 -t u1 "$1" | awk '{ print ($1 * 16777216 + $2 * 65536 + $3 * 256 + $4) "x" ($5 * 16777216 + $6 * 65536 + $7 * 256 + $8) }')
  [ "$size" = "$2x$3" ] || fail "$1 is $size, expected $2x$3"
}
# svg FILE: it is well-formed XML whose root is svg.
svg() {
  if command -v python3 >/dev/null; then
    python3 -c 'import sys, xml.dom.minidom as m; assert m.parse(sys.argv[1]).documentElement.tagName == "svg"' "$1" ||
      fail "$1 is no SVG"
  else
    grep -q '</svg>' "$1" || fail "$1 is no SVG"
  fi
}

# A track: to a file by its ending, to standard output, from standard input; light and dark differ.
make_audio song.wav 3 22050 1 7
expect 0 draw song.wav -o song.png
silent
nothing out
png song.png 1200 720
expect 0 draw song.wav
cmp -s out song.png || fail "another picture on standard output"
expect 0 draw song.wav -o song.svg
svg song.svg
expect 0 draw --format svg song.wav
cmp -s out song.svg || fail "--format svg differs from the ending .svg"
expect 0 draw --theme dark --width 640 --height 400 song.wav -o dark.png
png dark.png 640 400
expect 0 draw - <song.wav
png out 1200 720
expect 0 draw --title song.wav - <song.wav
cmp -s out song.png || fail "the same title makes another picture"

# A training, with one network and with several.
demo_music genres --tracks 6 --seconds 1 2>/dev/null
prepare genres --split 50/50/0 2>/dev/null | extract -o features.jsonl 2>/dev/null
train -q --epochs 4 features.jsonl -o one.safetensors
train -q --epochs 4 --ensemble 3 features.jsonl -o three.safetensors
expect 0 draw --training one.safetensors -o one.png
silent
png one.png 1200 720
expect 0 draw --training three.safetensors -o three.svg
svg three.svg
expect 0 draw --training one.safetensors three.safetensors -o both.svg
grep -q 'stroke-dasharray' both.svg || fail "the second training is not dashed"
! grep -q 'stroke-dasharray' three.svg || fail "a single training is dashed"
expect 1 draw --training one.safetensors missing.safetensors -o none.svg
[ ! -e none.svg ] || fail "a picture of half of the input"
expect 0 draw --training - <one.safetensors
png out 1200 720

# A confusion matrix, from a file and through a pipe.
classify -m one.safetensors features.jsonl -o classified.jsonl 2>/dev/null
evaluate --use valid --json classified.jsonl >result.json 2>/dev/null
expect 0 draw --confusion result.json -o confusion.png
silent
[ -s confusion.png ] || fail "no picture"
expect 0 draw --confusion --theme dark <result.json
cmp -s out confusion.png && fail "the dark theme is the light one"

# Scores: of a track, and of the windows of one.
head -n 1 classified.jsonl >first.jsonl
expect 0 draw --scores first.jsonl -o scores.png
silent
png scores.png 900 560
expect 0 draw --scores classified.jsonl -o scores.png
says "melsift draw: only the first track is drawn"
jq -c '. as $r | range(4) | $r + {segment: {index: ., start_s: (. * 2), duration_s: 3}}' first.jsonl >windows.jsonl
expect 0 draw --scores windows.jsonl -o windows.png
silent
png windows.png 900 560
cmp -s windows.png scores.png && fail "windows are not shown"

# Inputs that can't be drawn: one line that names the input, and no file.
refuses() { # MESSAGE ARGUMENT...
  rm -f none.png
  expect 1 draw "${@:2}" -o none.png
  says "$1"
  [ ! -e none.png ] || fail "a picture of nothing"
}
refuses "melsift draw: missing.wav: can't open: No such file or directory" missing.wav
head -c 3000 song.wav >cut.wav
refuses "melsift draw: cut.wav: truncated*" cut.wav
refuses "melsift draw: features.jsonl: *" features.jsonl
refuses "melsift draw: song.wav: is not output of melsift evaluate --json" --confusion song.wav
refuses "melsift draw: song.wav: *" --training song.wav
head -n 1 features.jsonl >plain.jsonl
expect 1 draw --scores plain.jsonl -o none.png
says 'melsift draw: plain.jsonl:1: the record has no scores (run melsift classify first)' \
  'melsift draw: plain.jsonl: no record with scores'
train -q --arch popularity - -o crowd.safetensors <<<$'user,item\na,b' 2>/dev/null
refuses "melsift draw: crowd.safetensors: *" --training crowd.safetensors
misused 'melsift draw: theme: "blue", expected light or dark' draw --theme blue song.wav
misused 'melsift draw: format: "gif", expected png or svg' draw --format gif song.wav
misused 'melsift draw: expected one input for one picture' draw song.wav song.wav
misused 'melsift draw: expected one model, or two to compare' draw --training one.safetensors one.safetensors one.safetensors
misused 'melsift draw: m.jpg: unsupported extension .jpg, expected .png or .svg' draw song.wav -o m.jpg
expect 2 draw --training --scores one.safetensors
expect 2 draw --width 10 song.wav
if [ -e /dev/full ]; then
  got=0
  draw song.wav >/dev/full 2>err || got=$?
  [ $got -eq 1 ] || fail "exit $got on a full disk"
  says "melsift draw: standard output: can't write*"
fi
passed
