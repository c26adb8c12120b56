#!/usr/bin/env bash
# End to end: inspect, against the model file read by the public description of safetensors.
# Usage: inspect_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

check_common inspect
toy_features 90 >features.jsonl
train -q --validation 0 --seed 7 features.jsonl -o toy.safetensors

# The container: header length and JSON, padded to 8 bytes; tensors of float32 one after another,
# with the sizes of their shapes, up to the last byte of the file.
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

# inspect agrees: one row per layer, with the parameters of the shapes (without the scaler).
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

layer    activation  output  parameters
input                (4)              0
dense    relu        (128)          640
dense_1  relu        (64)         8,256
dense_2  softmax     (3)            195
total 9,091 parameters, 9,091 trainable, 0 non-trainable
END
tail -n +8 out | cmp - wanted
[ "$total" -eq 9091 ] || fail "inspect and the file disagree"
mv out one
expect 0 inspect -o two toy.safetensors
nothing out
same one two

# The seed network's table, from a training that has only begun.
for i in 1 2 3 4; do make_audio $i.wav 3 22050 1 $i; done
extract --set mel --window-frames 128 ?.wav |
  jq -c '.label = (if input_line_number % 2 == 0 then "like" else "dislike" end)' >mel.jsonl
train -q --arch cnn --epochs 1 --validation 0 mel.jsonl -o cnn.safetensors
expect 0 inspect cnn.safetensors
cat >wanted <<'END'
layer                  activation  output          parameters
input                              (128, 128, 1)            0
conv2d                 relu        (122, 122, 64)       3,200
batch_normalization                (122, 122, 64)         256
average_pooling2d                  (61, 61, 64)             0
conv2d_1               relu        (28, 28, 128)      401,536
batch_normalization_1              (28, 28, 128)          512
average_pooling2d_1                (14, 14, 128)            0
conv2d_2               relu        (12, 12, 256)      295,168
batch_normalization_2              (12, 12, 256)        1,024
average_pooling2d_2                (6, 6, 256)              0
conv2d_3               relu        (4, 4, 512)      1,180,160
batch_normalization_3              (4, 4, 512)          2,048
average_pooling2d_3                (2, 2, 512)              0
batch_normalization_4              (2, 2, 512)          2,048
flatten                            (2048)                   0
batch_normalization_5              (2048)               8,192
dropout                            (2048)                   0
dense                  relu        (1024)           2,098,176
dropout_1                          (1024)                   0
dense_1                relu        (256)              262,400
dropout_2                          (256)                    0
dense_2                relu        (64)                16,448
dense_3                relu        (32)                 2,080
dense_4                sigmoid     (1)                     33
total 4,273,281 parameters, 4,266,241 trainable, 7,040 non-trainable
END
tail -n 26 out | cmp - wanted

# An ensemble: a line for each network's epochs, the temperature that the file has.
jq -c 'if input_line_number % 5 == 0 then .label = "a" else . end' features.jsonl >noisy.jsonl
train -q --ensemble 2 --epochs 3 --patience 3 noisy.jsonl -o two.safetensors
expect 0 inspect two.safetensors
grep -qx 'ensemble   2 networks with these layers; their probabilities are averaged' out || fail "$(cat out)"
[ "$(grep -c '^epochs     3: last loss ' out)" -eq 2 ] || fail "$(cat out)"
[ "$(grep -cE '^kept       weights of epoch [123]: loss ' out)" -eq 2 ] || fail "$(cat out)"
temperature=$(metadata two.safetensors '.temperature | tonumber * 1000 | round / 1000')
[ "$(sed -n 's/^scores     at the temperature //p' out | jq .)" = "$temperature" ] || fail "$(cat out)"

# JSON: the file's own metadata again, a row an epoch.
expect 0 inspect --json two.safetensors
silent
records out 1
jq -e --argjson m "$(header two.safetensors | jq .__metadata__)" '
  .classes == ($m.labels | fromjson) and .front_end == $m.front_end and .networks == 2
    and (.history | length == 6 and map([.network, .epoch]) == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3]])
    and ([.history[] | select(.kept)] | length == 2)
    and (.layers | map(.parameters) | add == 9091)' out >/dev/null || fail "$(cat out)"
# The kept epochs are those of the smallest validation loss of each network.
jq -e '[.history | group_by(.network)[] | (min_by(.valid_loss) | .epoch) == (.[] | select(.kept) | .epoch)] | all' out >/dev/null ||
  fail "not the best epochs: $(cat out)"
jq -e '.history | all(.valid_loss == null and .accuracy <= 1)' <(inspect --json toy.safetensors) >/dev/null || fail "no validation"
expect 0 inspect two.safetensors -o history.json
nothing out
same history.json <(inspect --json two.safetensors)
expect 2 inspect two.safetensors -o history.csv

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
expect 0 inspect --json mixed.jsonl
same out <(echo '{"records":6,"with_features":4,"with_mel":1,"classified":4,"front_ends":{"other":1,"toy":4},"splits":{"test":1,"train":4},"labels":{"(none)":2,"a":2,"b":1,"c":1}}')
expect 0 inspect toy.safetensors mixed.jsonl
cat <(echo toy.safetensors) one wanted | cmp - out
expect 0 inspect </dev/null
grep -qx '0 records: 0 with features, 0 with mel, 0 classified' out || fail "no records"

# Bad items give one line each; the others are shown.
head -c 2000 toy.safetensors >half.safetensors
make_audio a.wav
(echo '{"path":1}' && cat mixed.jsonl) >bad.jsonl
expect 3 inspect half.safetensors missing.safetensors toy.safetensors bad.jsonl missing.jsonl missing.txt a.wav .
says "melsift inspect: half.safetensors: *" \
  "melsift inspect: missing.safetensors: can't open: No such file or directory" \
  "melsift inspect: bad.jsonl:1: path: expected a string" \
  "melsift inspect: missing.jsonl: can't open: No such file or directory" \
  "melsift inspect: missing.txt: can't open: No such file or directory" \
  "melsift inspect: a.wav: is audio, expected records*" \
  "melsift inspect: .: is a folder, expected records (melsift extract . makes them)" \
  "melsift inspect: 7 of 14 inputs, 7 failed"
cat <(echo toy.safetensors) one wanted | cmp - out

fills_disk inspect toy.safetensors
expect 1 inspect -o no/such/folder/out toy.safetensors
says "melsift inspect: no/such/folder/out: can't create: No such file or directory"

passed
