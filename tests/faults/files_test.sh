#!/usr/bin/env bash
# Tools that write a file: whichever call fails, the file is the old one or the complete new one.
# Usage: files_test.sh FOLDER_OF_EXECUTABLES; see support.sh
# shellcheck source=tests/faults/support.sh
. "$(dirname "$0")/support.sh"

make_audio a.wav
make_audio b.wav 2
toy_features 60 >toy.jsonl

fresh() { rm -f x.*; cp old x; }
whole() { is_same x wanted; }
all_or_nothing() { is_same x old || is_same x wanted; }
# A single track may fail: it is counted, or named if it is the only one, and x has the others.
all_but_failed() {
  all_or_nothing && return
  local missing=$(($(wc -l <wanted) - $(wc -l <x)))
  is_part x wanted && { grep -q ", $missing failed$" err || [ "$missing" -eq "$(wc -l <wanted)" ]; }
}

# files COMMAND...: tests a command that writes to x.
files() {
  echo old >old
  fresh
  "$@" 2>err
  cp x wanted
  torture "$@"
}

old_or_whole() { all_or_nothing; }
files collect index toy.jsonl -o x
files train -q --epochs 2 --validation 0 toy.jsonl -o x
cp wanted toy.safetensors

old_or_whole() { all_but_failed; }
files classify -m toy.safetensors toy.jsonl -o x
files extract --set mfcc a.wav -o x
files extract --set mfcc a.wav b.wav -o x

echo "files_test: $tried runs, $met faults"
passed
