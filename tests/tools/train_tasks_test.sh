#!/usr/bin/env bash
# End to end: folds and members of an ensemble that are trained as separate tasks.
# Usage: train_tasks_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

toy_features 90 >features.jsonl
short=(--epochs 4 --batch-size 8)

# Ten fold tasks, one after the other, equal the whole cross-validation to the byte.
expect 0 train -q "${short[@]}" --folds 10 features.jsonl -o whole.jsonl
for fold in {0..9}; do
  expect 0 train -q "${short[@]}" --folds 10 --fold "$fold" features.jsonl -o "fold-$fold.jsonl"
  records "fold-$fold.jsonl" 9
  holds "fold-$fold.jsonl" 'all(.fold == $fold)' --argjson fold "$fold"
done
cat fold-{0..9}.jsonl >joined.jsonl
same whole.jsonl joined.jsonl
# Every record once, in the order of the input within a fold.
holds whole.jsonl 'map(.path) | sort == ($in | map(.path) | sort)' --slurpfile in features.jsonl
holds whole.jsonl 'map([.fold, (.path | rtrimstr(".wav") | tonumber)]) | . == sort'
# Messages are of this fold alone.
expect 0 train "${short[@]}" --folds 10 --fold 3 features.jsonl
same out fold-3.jsonl
says "melsift train: 90 tracks in 10 folds, 3 classes, 4 features" \
  "melsift train: fold 3: 9 tracks, accuracy * %" "melsift train: records written to standard output"
# An ensemble in every fold.
expect 0 train -q "${short[@]}" --folds 3 --ensemble 2 features.jsonl -o whole.jsonl
for fold in 0 1 2; do
  expect 0 train -q -j 2 "${short[@]}" --folds 3 --fold $fold --ensemble 2 features.jsonl -o "fold-$fold.jsonl"
done
cat fold-{0..2}.jsonl >joined.jsonl
same whole.jsonl joined.jsonl
# Folds that the records name are chosen by their names.
jq -c '.fold = [7, 1, 3][input_line_number % 3]' features.jsonl >named.jsonl
expect 0 train -q "${short[@]}" --folds 3 named.jsonl -o whole.jsonl
for fold in 1 3 7; do
  expect 0 train -q "${short[@]}" --folds 3 --fold $fold named.jsonl -o "fold-$fold.jsonl"
done
cat fold-1.jsonl fold-3.jsonl fold-7.jsonl >joined.jsonl
same whole.jsonl joined.jsonl
expect 1 train -q "${short[@]}" --folds 3 --fold 10 named.jsonl -o no.jsonl
says "melsift train: fold: 10, but the folds are 1 to 7"
misused "melsift train: --fold: needs --folds" train --fold 1 features.jsonl -o no.safetensors
misused "melsift train: --member: conflicts with --folds" train --folds 3 --member 1 features.jsonl -o no.jsonl

# ensemble INPUT OPTION...: the members, joined, equal the ensemble of N=3 to the byte.
ensemble() {
  local input=$1 k
  shift
  expect 0 train -q "${short[@]}" --ensemble 3 "$@" "$input" -o whole.safetensors
  for k in 1 2 3; do
    expect 0 train -q "${short[@]}" --ensemble 3 --member $k "$@" "$input" -o member-$k.safetensors
  done
  expect 0 train --join member-{3,1,2}.safetensors -o joined.safetensors
  says "melsift train: model of 3 networks written to joined.safetensors"
  same whole.safetensors joined.safetensors
}
# One label in nine is wrong, so that no network can be certain.
jq -c 'if input_line_number % 9 == 0 then .label = "b" else . end' features.jsonl >noisy.jsonl
mv noisy.jsonl features.jsonl
short=(--epochs 20)
ensemble features.jsonl
[ "$(metadata whole.safetensors .temperature)" != '"1"' ] || fail "the toy needs no temperature"
short=(--epochs 4 --batch-size 8)
ensemble features.jsonl
# A member is a model, too, and says whose.
expect 0 classify -m member-2.safetensors features.jsonl
records out 90
expect 0 inspect member-2.safetensors
grep -qx 'member     2/3 of an ensemble' out || fail "inspect: $(cat out)"
expect 0 inspect --json member-2.safetensors
holds out '.[0].member == 2 and .[0].ensemble == 3'
# It is told what to do with the members.
expect 0 train "${short[@]}" --ensemble 3 --member 2 features.jsonl -o member-2.safetensors
grep -qx 'melsift train: next: melsift train --join MEMBER... -o FILE, with all 3 members' err || fail "$(cat err)"
grep -q 'network 2/3  epoch 4/4' err || fail "$(cat err)"
grep -q 'network [13]/3' err && fail "$(cat err)"
# However the temperature is found, and without.
ensemble features.jsonl --validation 0
ensemble features.jsonl --no-calibration
ensemble features.jsonl --temperature 1.7 --description 'Three.' --weight 2
expect 0 train -q "${short[@]}" --folds 3 features.jsonl -o folds.jsonl
ensemble features.jsonl --calibration folds.jsonl
# A recipe with an ensemble of its own.
expect 0 train -q --epochs 1 --arch tabular features.jsonl -o whole.safetensors
for k in {1..5}; do
  expect 0 train -q --epochs 1 --arch tabular --member "$k" features.jsonl -o "t$k.safetensors"
done
expect 0 train -q --join t{1..5}.safetensors -o joined.safetensors
same whole.safetensors joined.safetensors
# Matrices: windows of a track are averaged, and every second network has no band means.
mkdir music
for i in 1 2 3 4 5 6; do make_audio music/$i.wav 3 22050 1 $i; done
extract -q --set mel music | jq -c '.label = (if input_line_number % 2 == 0 then "a" else "b" end)' >mel.jsonl
short=(--epochs 2 --validation 0.5)
ensemble mel.jsonl --frames 48 --band-means both
ensemble mel.jsonl --band-means remove

# What can't be joined.
short=(--epochs 1)
for k in 1 2; do
  expect 0 train -q "${short[@]}" --ensemble 2 --member $k features.jsonl -o "$k.safetensors"
done
refuses_join() {
  local line=$1
  shift
  expect 1 train --join "$@" -o no.safetensors
  says "melsift train: $line"
  [ ! -e no.safetensors ] || fail "a failed join left a model"
}
refuses_join "members: member 2/2 is missing" 1.safetensors
cp 1.safetensors 1b.safetensors
refuses_join "1b.safetensors: is member 1/2, as is 1.safetensors" 1.safetensors 1b.safetensors
refuses_join "whole.safetensors: is not a member of an ensemble (train members with --member)" 1.safetensors whole.safetensors
refuses_join "none.safetensors: can't open: No such file or directory" 1.safetensors none.safetensors
expect 0 train -q "${short[@]}" --ensemble 2 --member 2 --seed 5 features.jsonl -o other.safetensors
refuses_join "other.safetensors: belongs to another training than 1.safetensors: seed is 5, expected 1" 1.safetensors other.safetensors
expect 0 train -q "${short[@]}" --ensemble 2 --member 2 <(head -n 80 features.jsonl) -o other.safetensors
refuses_join "other.safetensors: belongs to another training than 1.safetensors: records is *, expected *" 1.safetensors other.safetensors
expect 0 train -q "${short[@]}" --ensemble 2 --member 2 --weight 2 features.jsonl -o other.safetensors
refuses_join "other.safetensors: has another --weight or --description than 1.safetensors" 1.safetensors other.safetensors
expect 0 train -q "${short[@]}" --ensemble 2 --member 2 --temperature 2 features.jsonl -o other.safetensors
refuses_join "other.safetensors: has another calibration than 1.safetensors" 1.safetensors other.safetensors
misused "melsift train: --join: needs the model files of the members" train --join -o no.safetensors
misused "melsift train: --epochs: conflicts with --join, which takes it from the members" \
  train --join --epochs 3 1.safetensors -o no.safetensors
misused "melsift train: --member: 3, but the ensemble has 2 networks" \
  train --ensemble 2 --member 3 features.jsonl -o no.safetensors
jq -c '.liked = (.label == "a") | del(.label)' features.jsonl >liked.jsonl
expect 1 train -q "${short[@]}" --ensemble 2 --member 1 --target liked liked.jsonl -o no.safetensors
says "melsift train: --member: few ratings are calibrated by a cross-validation of the whole ensemble; *"

# A task that is killed is resumed to the same bytes.
long=(--epochs 100000 --ensemble 2 --patience 100000)
train "${long[@]}" --member 2 features.jsonl -o killed.safetensors >out 2>err &
id=$!
for _ in $(seq $((400 * slow))); do [ -e killed.safetensors.checkpoint-2 ] && break; sleep 0.05; done
kill -9 $id
wait $id 2>/dev/null && fail "it outlived kill -9"
[ -e killed.safetensors.checkpoint-2 ] || fail "no checkpoint of the second network"
expect 1 train -q "${long[@]}" --member 2 --resume --seed 3 features.jsonl -o killed.safetensors
says "melsift train: killed.safetensors.checkpoint-2: belongs to another training: *"

passed
