#!/usr/bin/env bash
# Measures the time to classify a track with the bundled models, in whole processes, in turns:
#   - a 30 s WAV, against an earlier version of melsift if one is given;
#   - a four-minute MP3 of 256 kbit/s, against `ffmpeg -i FILE -f null -`, which only decodes it;
#   - `collect scan` of 200 such files with two threads against one.
# Run it by hand on a quiet machine.  Needs ffmpeg with libmp3lame.
#
# usage: tests/bench/classify_bench.sh BIN [--against BIN] [--rounds N] [--files N]
#   BIN            the folder of the executables, with demo_music
#   --against BIN  the executables of an earlier version, with its models installed beside it
#   --rounds N     runs of each command; the table has medians (default: 15)
#   --files N      files of the scan (default: 200)
set -euo pipefail
usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "classify_bench: $*" >&2; exit 2; }

bin='' against='' rounds=15 files=200
while [ $# -gt 0 ]; do
  case $1 in
    --against) against=$(cd "${2:?--against needs a folder}" && pwd); shift ;;
    --rounds) rounds=${2:?--rounds needs a number}; shift ;;
    --files) files=${2:?--files needs a number}; shift ;;
    -h | --help) usage; exit ;;
    -*) fail "$1: unknown option (see --help)" ;;
    *) bin=$(cd "$1" && pwd) ;;
  esac
  shift
done
[ -n "$bin" ] || { usage >&2; exit 2; }
command -v ffmpeg >/dev/null || fail "ffmpeg is missing"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$bin/demo_music" music --tracks 1 --seconds 240 >/dev/null 2>&1
long=$(find music -name '*.wav' | head -n 1)
ffmpeg -loglevel error -i "$long" -t 30 short.wav
ffmpeg -loglevel error -i "$long" -ar 44100 -ac 2 -b:a 256k long.mp3

# timed NAME COMMAND...: runs it once; adds processor and wall time, in ms, to NAME.processor and NAME.wall.
timed() {
  local name=$1 TIMEFORMAT='%R %U %S'
  shift
  { time "$@" >/dev/null 2>&1 </dev/null; } 2>figures || fail "$* failed"
  awk -v name="$name" '{ print 1000 * ($2 + $3) >>(name ".processor"); print 1000 * $1 >>(name ".wall") }' figures
}
median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
row() {
  local wall processor ratio=''
  wall=$(median "$1.wall") processor=$(median "$1.processor")
  [ -z "${2:-}" ] || ratio=$(awk -v a="$processor" -v b="$(median "$2.processor")" 'BEGIN { printf "%.2f", a / b }')
  printf '%-34s %10.0f %14.0f %8s\n' "$1" "$wall" "$processor" "$ratio"
}

for ((round = 0; round < rounds; ++round)); do
  timed "30 s WAV" "$bin/classify" -q short.wav
  [ -z "$against" ] || timed "30 s WAV, before" "$against/classify" -q short.wav
  timed "4 min MP3" "$bin/classify" -q long.mp3
  timed "4 min MP3, ffmpeg decodes" ffmpeg -loglevel error -i long.mp3 -f null -
  [ -z "$against" ] || timed "4 min MP3, before" "$against/classify" -q long.mp3
done
printf '%-34s %10s %14s %8s\n' "medians of $rounds" "wall, ms" "processor, ms" ratio
if [ -n "$against" ]; then row "30 s WAV, before"; row "30 s WAV" "30 s WAV, before"; else row "30 s WAV"; fi
row "4 min MP3, ffmpeg decodes"
[ -z "$against" ] || row "4 min MP3, before" "4 min MP3, ffmpeg decodes"
row "4 min MP3" "4 min MP3, ffmpeg decodes"

mkdir library
# Files with the same bytes would count as copies, so each gets a different title.
for ((i = 0; i < files; ++i)); do
  ffmpeg -loglevel error -i long.mp3 -c copy -metadata title="track $i" "library/$i.mp3"
done
scan() {
  rm -f library.db
  "$bin/collect" scan -q -j "$1" --db library.db library
}
for threads in 1 2 1 2; do timed "scan, $threads" scan $threads; done
awk -v one="$(median "scan, 1.wall")" -v two="$(median "scan, 2.wall")" -v files="$files" 'BEGIN {
  printf "\nscan of %d files: %.1f s with one thread, %.1f s with two: %.2f times as fast\n", files, one / 1000, two / 1000, one / two }'
