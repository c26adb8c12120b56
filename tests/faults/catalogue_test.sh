#!/usr/bin/env bash
# Tools that change a catalogue: old tracks and likes stay, and the next run completes the work.
# Usage: catalogue_test.sh FOLDER_OF_EXECUTABLES; see support.sh
# shellcheck source=tests/faults/support.sh
. "$(dirname "$0")/support.sh"

mkdir music
make_audio music/a.wav
make_audio music/b.wav 2
toy_features 20 >toy.jsonl
collect import -q toy.jsonl --db old.db

content() { collect export --db x.db -o "$1"; }
fresh() { rm -f x.db*; cp old.db x.db; }
whole() { content now.jsonl && is_same now.jsonl wanted.jsonl; }

# changes COMMAND...: tests a command that changes x.db.
changes() {
  fresh
  content before.jsonl
  "$@" 2>err
  content wanted.jsonl
  cp wanted.jsonl now.jsonl
  touch check.err again.err
  torture "$@"
}
# Whether the catalogue is valid, and contains the old tracks and nothing except new ones; then a
# run without a fault must complete it.
old_or_whole() {
  collect export --check --db x.db 2>check.err || return 1
  content now.jsonl
  is_between || return 1
  "${again[@]}" 2>again.err
  whole
}

# Commands with a single transaction.
is_between() { is_same now.jsonl before.jsonl || is_same now.jsonl wanted.jsonl; }
toy_features 40 | tail -n 30 | jq -c '.title = "T" + .path' >more.jsonl
again=(collect import -q more.jsonl --db x.db)
changes "${again[@]}"
again=(collect like -q 3.wav 4.wav --db x.db)
changes "${again[@]}"

# Commands that change one track at a time.
is_between() { is_part before.jsonl now.jsonl && is_part now.jsonl wanted.jsonl; }
again=(collect scan -q --no-sound music --db x.db)
changes "${again[@]}"

echo "catalogue_test: $tried runs, $met faults"
passed
