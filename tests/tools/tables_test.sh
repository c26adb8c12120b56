#!/usr/bin/env bash
# End to end: tables, lists and records in the forms that users have.  The reference for what a
# column is and for missing values is pandas 1.5.3 (read_csv, dropna) and scikit-learn 1.2.1
# (SimpleImputer).
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

# Records without a path are not tracks: the test is not refused.
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

# Types by all rows; missing values.
printf 'path,label,tempo,rms,song\na,x,,1,1979\nb,y,120,2,Hey Jude\nc,x,90,3,12\n' >types.csv
expect 3 prepare --table types.csv
says 'types.csv:2: tempo: expected a finite number, got ""'
says 'types.csv: 2 columns are features'
says 'column "song" is not a feature: it contains text in 1 of 3 rows (first in types.csv:3: "Hey Jude")'
says 'column "tempo" lacks values in 1 of 3 rows'
expect 0 prepare -q --table types.csv --missing drop
gives '{"path":"b","label":"y","front_end":"table columns=tempo,rms","features":[120,2],"song":"Hey Jude"}
{"path":"c","label":"x","front_end":"table columns=tempo,rms","features":[90,3],"song":12}'
expect 0 prepare -q --table types.csv --missing mean
grep -qF '"features":[105,1]' out || fail "the mean of 120 and 90 is not filled in"
expect 2 prepare --table types.csv --missing median

# Lists of names and more; nothing on them is an error.
printf 'path,label,f\nblues.00000.wav,blues,1\nrock.00000.wav,rock,2\n' >list.csv
printf 'blues.00000.wav\tblues\nrock.00000.wav\trock\n' >f1_train.txt
expect 0 prepare -q --table list.csv --list f1_train.txt
[ "$(grep -c '"split":"train"' out)" -eq 2 ] || fail "a list with tabs"
printf 'jazz.00000.wav\n' >f1_test.txt
expect 1 prepare --table list.csv --list f1_test.txt
says 'f1_test.txt: no track is on the lists: they begin with jazz.00000.wav; the first track is blues.00000.wav'

# Pieces of 3 seconds belong to their recordings, in splits and on lists.
{
  echo filename,label,f1
  for c in blues rock; do for t in 0 1 2 3 4; do for k in 0 1 2; do echo "$c.0000$t.$k.wav,$c,$t.$k"; done; done; done
} >features_3_sec.csv
expect 0 prepare --table features_3_sec.csv --split 80/20
says '30 tracks are pieces of 10 recordings'
[ "$(sed -E 's/.*"group":"([^"]*)".*"split":"([a-z]*)".*/\1 \2/' out | sort -u | wc -l)" -eq 10 ] || fail "a recording is torn"
printf 'blues.00000\nrock.00000.wav\n' >x_train.txt
expect 0 prepare -q --table features_3_sec.csv --list x_train.txt
[ "$(wc -l <out)" -eq 6 ] || fail "a recording on a list does not name its pieces"

# Names with blanks, brackets and commas.
printf 'path,label,tempo (bpm),rms\na,x,1,2\nb,y,2,3\nc,x,3,1\nd,y,1,4\n' >names.csv
expect 0 prepare -q --table names.csv -o names.jsonl
expect 0 train -q --epochs 1 --validation 0 --leave-out 'tempo (bpm)' names.jsonl -o m.safetensors
printf 'path,label\na,"Folk, World, & Country"\nb,Rock\nc,Jazz\n' >classes.csv
expect 0 prepare -q classes.csv --classes 'Folk, World, & Country,Rock'
[ "$(wc -l <out)" -eq 2 ] || fail "a class with commas"
expect 0 prepare -q classes.csv --classes '"Folk, World, & Country"' --classes Jazz
[ "$(wc -l <out)" -eq 2 ] || fail "a class in quotes"
expect 0 prepare -q classes.csv --classes 'Rock, Jazz'

# Standard input; two columns of one name; tiny numbers.
printf 'path\tlabel\na\tx\n' | melsift prepare -q - >out 2>err || fail "a TSV on standard input"
gives '{"path":"a","label":"x"}'
printf 'path,f,f\na,1,2\n' >twice.csv
expect 1 prepare twice.csv
says 'twice.csv:1: two columns are named "f"'
printf 'path,label,f\na,x,1e-400\nb,y,1\n' >tiny.csv
expect 0 prepare -q --table tiny.csv
grep -qF '"features":[0]' out || fail "1e-400 is not 0"
printf 'Unnamed: 0,path,f\n0,a,5\n1,b,6\n' >index.csv
expect 0 prepare --table index.csv
says 'the index column is left out: "Unnamed: 0"'

# Other numbers than probabilities are no scores.
echo '{"path":"a","label":"x","predicted":"x","scores":{"x":3.15}}' >scores.jsonl
expect 1 evaluate scores.jsonl
says 'scores.jsonl:1: scores: expected 0 to 1, got 3.15'

# Classes that look alike.
printf '{"path":"a","label":"Caf\303\251"}\n{"path":"b","label":"Cafe\314\201"}\n' >alike.jsonl
expect 0 prepare alike.jsonl
says 'differ only in case or Unicode form'

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
says 'the model has the weights of the last epoch before that'
expect 0 classify -q -m kept.safetensors t.jsonl

# The same fault in every record.
for i in $(seq 2001); do echo "{\"path\":\"$i\",\"label\":\"x\"}"; done >bare.jsonl
expect 1 train bare.jsonl -o m.safetensors
[ "$(wc -l <err)" -lt 10 ] || fail "$(wc -l <err) lines for one fault"
says 'bare.jsonl: 1996 more records: the record has no features (run melsift extract first)'
expect 1 train -q bare.jsonl -o m.safetensors
says '1996 more records'

# Inputs are recognised by what they hold.
printf 'path,label,f1\na,x,1\n' >own.csv
expect 1 train own.csv -o m.safetensors
says 'only numbers such as "f1" (run melsift prepare --table first'
expect 1 train kept.safetensors -o m.safetensors
says 'kept.safetensors: is a model, expected records'
expect 1 classify kept.safetensors
says 'kept.safetensors: is a model, expected audio or records'
printf '\223NUMPY\001\000v\000' >mel.npy
expect 1 train mel.npy -o m.safetensors
says 'melsift prepare --table TABLE.csv --array mel.npy'
expect 0 draw kept.safetensors -o history.png
[ "$(head -c 4 history.png)" = "$(printf '\211PNG')" ] || fail "draw of a model is no picture"
expect 0 classify -q -m kept.safetensors t.jsonl -o classified.jsonl
expect 0 evaluate --json --use all --allow-overlap classified.jsonl -o result.json
expect 0 draw result.json -o confusion.png
expect 0 draw classified.jsonl -o scores.png

# inspect counts records.
printf '{"path":"a"}\n{"path":1}\n' >bad.jsonl
expect 3 inspect bad.jsonl
says '1 of 2 records, 1 failed'

# Several models: records are classified by all of them, or refused.
expect 0 train -q --epochs 3 --seed 2 --learning-rate 0.01 t.jsonl -o two.safetensors
for m in kept two; do melsift classify -q -m $m.safetensors t.jsonl | head -1 >$m.json; done
expect 0 classify -q -m kept.safetensors -m two.safetensors t.jsonl
{ cat kept.json two.json; head -1 out; } |
  jq -se '(.[0].scores.a + .[1].scores.a) / 2 - .[2].scores.a | fabs < 1e-6' >/dev/null ||
  fail "two models are not averaged"
sed 's/"features"/"front_end":"table columns=p,q","features"/' t.jsonl >other.jsonl
expect 0 train -q --epochs 1 other.jsonl -o other.safetensors
expect 1 classify -q -m kept.safetensors -m other.safetensors t.jsonl
says 'but other.safetensors was trained on "table columns=p,q"'

# Records with features become tables without their sound.
expect 0 extract -q t.jsonl -o t.csv
[ "$(head -2 t.csv)" = 'path,front_end,f0,f1,label
a1,,1,1,a' ] || { cat t.csv >&2; fail "records as CSV"; }
expect 0 prepare -q names.jsonl -o back.csv
[ "$(head -2 back.csv)" = 'path,front_end,tempo (bpm),rms,label
a,"table columns=tempo%20(bpm),rms",1,2,x' ] || { cat back.csv >&2; fail "prepare to CSV"; }
expect 0 prepare -q names.jsonl -o back.npz
[ "$(head -c 2 back.npz)" = PK ] || fail "prepare to NPZ"
