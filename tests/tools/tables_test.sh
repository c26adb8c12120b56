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

# The usual names of splits, and others.
for i in 0 1 2 3 4 5; do
  split=$([ $i -lt 4 ] && echo Training || echo validation)
  for c in 1 9; do echo "{\"path\":\"$c-$i\",\"label\":\"l$c\",\"split\":\"$split\",\"features\":[$c,$i]}"; done
done >splits.jsonl
expect 0 prepare splits.jsonl
says "12 tracks of 2 classes, 8 train, 4 valid"
expect 0 train --epochs 1 splits.jsonl -o m.safetensors
says "8 tracks to train, 4 to validate"
sed 's/"validation"/"holdout"/' splits.jsonl >holdout.jsonl
expect 0 prepare holdout.jsonl
says '12 tracks of 2 classes, 8 train, 4 "holdout"'
says 'warning: split "holdout" is neither train, valid nor test'
expect 0 train --epochs 1 holdout.jsonl -o m.safetensors
says 'its 4 tracks are not used (--use holdout uses them)'

# Other numbers than probabilities are no scores.
echo '{"path":"a","label":"x","predicted":"x","scores":{"x":3.15}}' >scores.jsonl
expect 1 evaluate scores.jsonl
says 'scores.jsonl:1: scores: expected 0 to 1, got 3.15'

# A training that diverges.
for i in 1 2 3 4 5 6; do
  echo "{\"path\":\"a$i\",\"label\":\"a\",\"features\":[1,$i]}"
  echo "{\"path\":\"b$i\",\"label\":\"b\",\"features\":[9,$i]}"
done >t.jsonl
for rate in 1e39 1e20; do
  expect 1 train --epochs 1 --learning-rate $rate t.jsonl -o gone.safetensors
  says 'no longer finite in epoch 1'
  [ ! -e gone.safetensors ] || fail "a model that is not finite was written"
done
expect 1 train --epochs 30 --optimizer sgd --learning-rate 1e3 t.jsonl -o kept.safetensors
says 'the model written is that of the last epoch before'
expect 0 classify -q -m kept.safetensors t.jsonl
