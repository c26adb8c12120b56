#!/usr/bin/env bash
# A collection of 1000 tracks of 30 s (22.05 kHz, one channel, 16 bits): the time and memory of
# extract, and the additional time if it is killed ten times.  Run it by hand on a quiet machine; it
# needs 1.4 GB of disk for a while, and GNU time (apt-get install time).
# Usage: collection_bench.sh FOLDER_OF_EXECUTABLES [TRACKS [EXTRACT_OPTION...]]
set -euo pipefail
bin=$(cd "${1:?usage: $0 FOLDER_OF_EXECUTABLES [TRACKS [EXTRACT_OPTION...]]}" && pwd)
tracks=${2:-1000}
options=("${@:3}")
threads=2
PATH=$bin:$PATH
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir music
seq -w "$tracks" | xargs -P "$(nproc)" -I N make_audio music/N.wav 30 22050 1 N
cat music/* >/dev/null  # the disk is not part of the measurement

# timed COMMAND...: leaves $seconds and, the peak, $kilobytes.
row() { printf '%-34s %8s s %8s tracks/s %8s MB\n' "$@"; }
timed() { /usr/bin/time -o figures -f '%e %M' "$@" || true; read -r seconds kilobytes < <(tail -n 1 figures); }
per_second() { awk -v n="$tracks" -v s="$1" 'BEGIN { printf "%.1f", n / s }'; }
megabytes() { awk -v k="$1" 'BEGIN { printf "%.1f", k / 1024 }'; }

timed extract -q -j 1 "${options[@]}" music/*1.wav -o tenth
row "-j 1, a tenth of them" "$seconds" "$(awk -v n="$(wc -l <tenth)" -v s="$seconds" 'BEGIN { printf "%.1f", n / s }')" "$(megabytes "$kilobytes")"
timed extract -q -j $threads "${options[@]}" music -o whole
row "-j $threads" "$seconds" "$(per_second "$seconds")" "$(megabytes "$kilobytes")"
undisturbed=$seconds
timed extract -q -j $threads "${options[@]}" music -o file --resume
row "-j $threads --resume" "$seconds" "$(per_second "$seconds")" "$(megabytes "$kilobytes")"
cmp whole file
timed extract -q -j $threads "${options[@]}" music -o file --resume
row "the same again: nothing to do" "$seconds" "$(per_second "$seconds")" "$(megabytes "$kilobytes")"
rm file file.journal

# Killed ten times, at a random moment in each tenth of the time of an undisturbed run.
RANDOM=1
total=0
for kill in $(seq 10); do
  delay=$(awk -v s="$undisturbed" -v r=$RANDOM 'BEGIN { printf "%.3f", s / 10 * (0.2 + 1.2 * r / 32768) }')
  begun=$(date +%s%N)
  extract -q -j $threads "${options[@]}" music -o file --resume &
  id=$!
  sleep "$delay"
  kill -KILL $id 2>/dev/null || echo "kill $kill came too late"
  { wait $id || true; } 2>/dev/null
  total=$(awk -v t=$total -v n=$(($(date +%s%N) - begun)) 'BEGIN { print t + n / 1e9 }')
done
had=$(grep -c '"bytes"' file.part.journal || true)
timed extract -q -j $threads "${options[@]}" music -o file --resume
total=$(awk -v t="$total" -v s="$seconds" 'BEGIN { printf "%.2f", t + s }')
row "killed ten times, all eleven runs" "$total" "$(per_second "$total")" "$(megabytes "$kilobytes")"
echo "the last run found $had of $tracks tracks done"
cmp whole file && echo "the file is byte for byte the undisturbed run's"
