#!/usr/bin/env bash
# End to end: tables, lists and records as people have them.  The reference for what a column is and
# for missing values is pandas 1.5.3 (read_csv, dropna) and scikit-learn 1.2.1 (SimpleImputer).
# Usage: tables_test.sh FOLDER_OF_EXECUTABLES
set -eu
bin=$(cd "${1:-$MELSIFT_BIN}" && pwd)
PATH=$bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "tables_test: $*" >&2; exit 1; }
# expect CODE COMMAND...: runs it with nothing on standard input; output in out and err.
expect() {
  local code=$1 got=0; shift
  "$@" >out 2>err </dev/null || got=$?
  [ "$got" -eq "$code" ] || { cat err >&2; fail "exit $got, expected $code: $*"; }
}
says() { grep -qF -- "$1" err || { cat err >&2; fail "standard error lacks: $1"; }; }
gives() { [ "$(cat out)" = "$1" ] || { cat out >&2; fail "standard output is not: $1"; }; }

# Records without a path are no tracks: the test is not refused.
for i in 0 1 2 3 4 5; do
  split=$([ $i -lt 4 ] && echo train || echo test)
  for c in 1 9; do echo "{\"label\":\"l$c\",\"split\":\"$split\",\"features\":[$c,$i]}"; done
done >nameless.jsonl
expect 0 train -q --epochs 2 --validation 0 nameless.jsonl -o nameless.safetensors
expect 0 classify -q -m nameless.safetensors nameless.jsonl -o nameless-classified.jsonl
expect 0 evaluate nameless-classified.jsonl
grep -q trained_on nameless-classified.jsonl && fail "a record without a path was trained on"
