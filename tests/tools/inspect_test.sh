#!/usr/bin/env bash
# End to end: inspect, against the model file read by the public description of safetensors.
# Usage: inspect_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

check_common inspect
toy_features 90 >features.jsonl
train -q --validation 0 --seed 7 features.jsonl -o toy.safetensors

# The container: header length and JSON, padded to 8 bytes; tensors of float32 one behind the other,
# of the sizes that their shapes say, up to the file's last byte.
size=$(header_size toy.safetensors)
[ $((size % 8)) -eq 0 ] || fail "the header of $size bytes is not padded"
header toy.safetensors | jq -e --argjson rest $(($(stat -c %s toy.safetensors) - 8 - size)) '
  del(.__metadata__) | map(.) | sort_by(.data_offsets[0])
  | all(.dtype == "F32")
    and all((.shape | reduce .[] as $n (4; . * $n)) == .data_offsets[1] - .data_offsets[0])
    and .[0].data_offsets[0] == 0 and .[-1].data_offsets[1] == $rest
    and ([.[:-1], .[1:]] | transpose | all(.[0].data_offsets[1] == .[1].data_offsets[0]))' >/dev/null ||
  fail "the layout is not that of safetensors"
metadata toy.safetensors 'all(type == "string")' | grep -qx true || fail "metadata that are no text"
[ "$(header toy.safetensors | jq -c 'del(.__metadata__) | keys_unsorted')" = \
  '["scaler/mean","scaler/scale","dense/kernel","dense/bias","dense_1/kernel","dense_1/bias","dense_2/kernel","dense_2/bias"]' ] ||
  fail "names"
[ "$(header toy.safetensors | jq -c 'del(.__metadata__) | map(.shape)')" = \
  '[[4],[4],[4,128],[128],[128,64],[64],[64,3],[3]]' ] || fail "shapes"

# The scaler: mean and standard deviation (divisor n) of the training records.
jq -rs '(map(.features) | transpose | map((add / length) as $m | $m, (map(. - $m | . * .) | add / length | sqrt)) | .[])' \
  features.jsonl >wanted
paste -d '\n' <(tensor toy.safetensors scaler/mean) <(tensor toy.safetensors scaler/scale) | paste - wanted |
  awk '{ gap = $1 - $2; if (gap * gap > 1e-10) exit 1 }' || fail "the scaler is not that of the records"

# inspect says the same: a row a layer, parameters as the shapes have them (without the scaler's).
expect 0 inspect toy.safetensors
silent
total=$(header toy.safetensors | jq '[to_entries[] | select(.key | startswith("dense")) | .value.shape | reduce .[] as $n (1; . * $n)] | add')
[ "$total" -eq $((4 * 128 + 128 + 128 * 64 + 64 + 64 * 3 + 3)) ] || fail "$total parameters in the file"
cat >wanted <<'END'
classes    3: a, b, c
front end  toy
training   arch=mlp epochs=20 batch_size=16 optimizer=adam learning_rate=0.001 seed=7
data       90 tracks to train, 0 to validate
END
sed -n 3,6p out | cmp - wanted
sed -n 1,2p out | cmp - <(printf 'model trained by %s\ntarget     label\n' "$(inspect --version)")
sed -n 7p out | grep -qE '^epochs     20: last loss 0\.[0-9]{4}, accuracy [0-9.]+ %, validation -$' || fail "$(sed -n 7p out)"
cat >wanted <<'END'

layer    output  parameters
input    (4)              0
dense    (128)          640
relu     (128)            0
dense_1  (64)         8,256
relu_1   (64)             0
dense_2  (3)            195
softmax  (3)              0
total 9,091 parameters, 9,091 trainable, 0 not
END
tail -n +8 out | cmp - wanted
[ "$total" -eq 9091 ] || fail "inspect and the file disagree"
mv out one
expect 0 inspect -o two toy.safetensors
nothing out
same one two

# A model by its content, whatever its name; several, each under its name.
cp toy.safetensors toy.model
expect 0 inspect toy.model
same one out
expect 0 inspect toy.model toy.safetensors
cat <(echo toy.model) one <(echo toy.safetensors) one | cmp - out

# Records.
{
  jq -c '.split = "train" | .predicted = "a"' <(head -n 4 features.jsonl)
  echo '{"path":"x.wav","front_end":"other","mel":{"dtype":"float32","shape":[1,1],"data":"AACAPw=="}}'
  echo '{"path":"y.wav","split":"test"}'
} >mixed.jsonl
cat >wanted <<'END'
6 records: 4 with features, 1 with mel, 4 classified

front end  records
other            1
toy              4

split  records
test         1
train        4

label   records
(none)        2
a             2
b             1
c             1
END
for operand in mixed.jsonl - ''; do
  expect 0 inspect ${operand:+"$operand"} <mixed.jsonl
  silent
  same wanted out
done
expect 0 inspect toy.safetensors mixed.jsonl
cat <(echo toy.safetensors) one wanted | cmp - out
expect 0 inspect </dev/null
grep -qx '0 records: 0 with features, 0 with mel, 0 classified' out || fail "no records"

# What is bad, one line each; the others are shown.
head -c 2000 toy.safetensors >half.safetensors
make_audio a.wav
(echo '{"path":1}' && cat mixed.jsonl) >bad.jsonl
expect 1 inspect half.safetensors missing.safetensors toy.safetensors bad.jsonl missing.jsonl missing.txt a.wav .
says "melsift inspect: half.safetensors: *" \
  "melsift inspect: missing.safetensors: can't open: No such file or directory" \
  "melsift inspect: bad.jsonl:1: path: expected a string" \
  "melsift inspect: missing.jsonl: can't open: No such file or directory" \
  "melsift inspect: missing.txt: can't open: No such file or directory" \
  "melsift inspect: a.wav:1: *" \
  "melsift inspect: .: can't read: Is a directory" \
  "melsift inspect: 7 of 14 files, 7 failed"
cat <(echo toy.safetensors) one wanted | cmp - out

fills_disk inspect toy.safetensors
expect 1 inspect -o no/such/folder/out toy.safetensors
says "melsift inspect: no/such/folder/out: can't create: No such file or directory"

passed
