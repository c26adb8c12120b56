#!/usr/bin/env bash
# End to end: train.
# Usage: train_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# rows FILE TRAIN VALID: the numbers of records for training and validation of the model.
rows() {
  metadata "$1" '[.train_rows, .valid_rows]' | grep -qx "\\[\"$2\",\"$3\"\\]" ||
    fail "$1: rows are $(metadata "$1" '[.train_rows, .valid_rows]'), expected $2 and $3"
}

no_temporary_files() {
  compgen -G '*.safetensors.*' >/dev/null && fail "a temporary file was left behind"
  return 0
}

check_common train -o m.safetensors
toy_features 90 >features.jsonl

# A model, a line an epoch, nothing on standard output.
expect 0 train features.jsonl -o one.safetensors
nothing out
[ "$(wc -l <err)" -eq 23 ] || fail "not 23 lines on standard error"
[ "$(head -n 1 err)" = "melsift train: 81 tracks to train, 9 to validate, 3 classes, 4 features" ] ||
  fail "first line: $(head -n 1 err)"
[ "$(sed -n 2,21p err | grep -cE '^melsift train: epoch [ 0-9]{2}/20  loss [0-9.]+  accuracy [0-9.]+ %  validation loss [0-9.]+  accuracy [0-9.]+ %(  [0-9:]+ left)?$')" -eq 20 ] ||
  fail "no line an epoch"
# At the end the accuracy on the held-out tracks, of the last epoch without a patience, and what to do next.
last=$(metadata one.safetensors '.history | fromjson | last.valid_accuracy * 1000 | round / 10')
tail -n 2 err | sed 's/\.0 %/ %/' | cmp - <(printf 'melsift train: %s\n' "model written to one.safetensors (validation accuracy $last % on 9 tracks)" \
  "next: melsift classify -m one.safetensors FILE...") || fail "last lines: $(tail -n 2 err)"
rows one.safetensors 81 9
[ "$(metadata one.safetensors .labels)" = '"[\"a\",\"b\",\"c\"]"' ] || fail "labels"
[ "$(metadata one.safetensors .front_end)" = '"toy"' ] || fail "front end"
[ "$(metadata one.safetensors '.history | fromjson | length')" -eq 20 ] || fail "history"
# It has learnt: the loss is far below that of guessing, ln 3.
metadata one.safetensors '.history | fromjson | last.loss < 0.5' | grep -q true || fail "it has not learnt"
no_temporary_files
touch plain
[ "$(stat -c %a one.safetensors)" = "$(stat -c %a plain)" ] || fail "mode $(stat -c %a one.safetensors)"

# Same records, seed and settings: same bytes, whatever the number of threads or files.
for threads in 1 2; do
  expect 0 train -q -j $threads features.jsonl -o two.safetensors
  silent
  same one.safetensors two.safetensors
done
head -n 40 features.jsonl >first.jsonl
tail -n +41 features.jsonl >second.jsonl
expect 0 train -q first.jsonl second.jsonl -o two.safetensors
same one.safetensors two.safetensors
expect 0 train -q -o two.safetensors <features.jsonl
same one.safetensors two.safetensors
expect 0 train -q - -o two.safetensors <features.jsonl
same one.safetensors two.safetensors
train -q -o - >two.safetensors 2>err < <(cat features.jsonl)
same one.safetensors two.safetensors
expect 0 train -q --seed 1 --arch mlp --epochs 20 --batch-size 16 --optimizer adam --learning-rate 1e-3 \
  --validation 0.1 --target label features.jsonl -o two.safetensors
same one.safetensors two.safetensors
for other in "--seed 2" "--epochs 3" "--batch-size 8" "--optimizer sgd" "--learning-rate 0.01" \
  "--optimizer adamw" "--optimizer adamw --weight-decay 0.1" "--schedule cosine" "--schedule one-cycle" \
  "--warmup 2" "--label-smoothing 0.1" "--mixup 0.2" "--ensemble 2" "--no-calibration" \
  "--validation 0.5" "--use all --validation 0"; do
  # shellcheck disable=SC2086  # two words
  expect 0 train -q $other features.jsonl -o two.safetensors
  cmp -s one.safetensors two.safetensors && fail "$other changes nothing"
done
rows two.safetensors 90 0
metadata two.safetensors '.history | fromjson | all(.valid_loss == null)' | grep -q true || fail "NaN in the history"
expect 0 train -q --epochs 3 --batch-size 7 --optimizer sgd features.jsonl -o two.safetensors
training_is() {
  [ "$(metadata two.safetensors .training)" = "\"$1\"" ] || fail "training: $(metadata two.safetensors .training)"
}
training_is "arch=mlp epochs=3 batch_size=7 optimizer=sgd learning_rate=0.01"
expect 0 train -q --learning-rate 0.002 --optimizer adamw --patience 4 features.jsonl -o two.safetensors
training_is "arch=mlp epochs=20 batch_size=16 optimizer=adamw learning_rate=0.002 weight_decay=0.01 patience=4"
expect 0 train -q --seed 18446744073709551615 features.jsonl -o two.safetensors
[ "$(metadata two.safetensors .seed)" = '"18446744073709551615"' ] || fail "seed"
expect 0 inspect two.safetensors

# Splits: train to train, valid to validate, test untouched; --use overrides.
jq -c '.split = (if input_line_number <= 60 then "train" elif input_line_number <= 75 then "valid" else "test" end)' \
  features.jsonl >split.jsonl
expect 0 train -q split.jsonl -o two.safetensors
rows two.safetensors 60 15
expect 0 train -q --use train,valid --validation 0 split.jsonl -o two.safetensors
rows two.safetensors 75 0
expect 0 train -q --use all --validation 0 split.jsonl -o two.safetensors
rows two.safetensors 90 0
expect 0 train -q --use test split.jsonl -o two.safetensors
rows two.safetensors 15 15
expect 1 train --use tset split.jsonl -o no.safetensors
says "melsift train: training data: no record has split=tset"
[ ! -e no.safetensors ] || fail "a failed training left a model"

# Groups are held out whole: ten tracks each, three groups a class, one of them to validate.
jq -c '.group = "\(.label)\(input_line_number / 30.001 | floor)"' features.jsonl >groups.jsonl
expect 0 train -q --validation 0.3333 groups.jsonl -o two.safetensors
rows two.safetensors 60 30
# If the given splits divide groups, it says so.
jq -c '.group = "g\(input_line_number % 10)"' split.jsonl >torn.jsonl
expect 0 train --epochs 1 torn.jsonl -o two.safetensors
says "melsift train: warning: 10 groups (g0, ...) are in more than one of train, valid and test: *" \
  "*: 60 tracks to train*" "*: epoch*" "*: model written to two.safetensors*" \
  "melsift train: next: melsift classify -m two.safetensors torn.jsonl | melsift evaluate"

# Other targets; two classes are one sigmoid.
jq -c '.artist = (if .label == "a" then "Ann" else "Bob" end) | .language = "en" | .genre = [.label, "x"] | del(.label)' \
  features.jsonl >other.jsonl
expect 0 train -q --target artist other.jsonl -o two.safetensors
[ "$(metadata two.safetensors .labels)" = '"[\"Ann\",\"Bob\"]"' ] || fail "artists"
[ "$(metadata two.safetensors .architecture)" = '"input 4; dense 128 he_normal; relu; dense 64 he_normal; relu; dense 1 glorot_uniform; sigmoid"' ] ||
  fail "architecture"
expect 0 train -q --target genre other.jsonl -o two.safetensors
[ "$(metadata two.safetensors .labels)" = '"[\"a\",\"b\",\"c\"]"' ] || fail "first genres"
expect 1 train -q --target language other.jsonl -o no.safetensors
says 'melsift train: training data: all records have the same language, "en"; expected at least two classes'

# Bad records among good ones: named, left out, and the model is that of the good ones.
{
  head -n 10 features.jsonl
  echo '{"path":"bare.wav","label":"a"}'
  echo '{"path":"nolabel.wav","front_end":"toy","features":[1,2,3,4]}'
  echo '{"path":"short.wav","label":"a","front_end":"toy","features":[1,2]}'
  echo '{"path":"nan.wav","label":"a","front_end":"toy","features":[1,2,NaN,4]}'
  echo '{"path":"far.wav","label":"a","front_end":"toy","features":[1,2,1e999,4]}'
  echo '{"path":"other.wav","label":"a","front_end":"toy n=2","features":[1,2,3,4]}'
  echo '{"path":"cut.wav","label":"a"'
  tail -n +11 features.jsonl
} >bad.jsonl
expect 3 train -q bad.jsonl missing.jsonl -o two.safetensors
says "melsift train: bad.jsonl:11: the record has no features (run melsift extract first)" \
  "melsift train: bad.jsonl:12: the record has no label" \
  "melsift train: bad.jsonl:13: 2 features, expected 4" \
  "melsift train: bad.jsonl:14: features: *" \
  "melsift train: bad.jsonl:15: features: *" \
  "melsift train: bad.jsonl:16: its front end differs from the first record's: n is 2, expected none" \
  "melsift train: bad.jsonl:17: truncated: a bracket is not closed" \
  "melsift train: missing.jsonl: can't open: No such file or directory" \
  "melsift train: 90 of 98 records, 8 failed"
same one.safetensors two.safetensors

# Nothing to train on.
: >empty.jsonl
for input in empty.jsonl -; do
  expect 1 train $input -o no.safetensors
  says "melsift train: training data: no record to train on"
done
expect 1 train missing.jsonl -o no.safetensors
says "melsift train: missing.jsonl: can't open: No such file or directory" \
  "melsift train: training data: no record to train on"
make_audio a.wav
expect 1 train a.wav -o no.safetensors
says "melsift train: a.wav: is audio, expected records (melsift extract a.wav makes them)" \
  "melsift train: training data: no record to train on"
[ ! -e no.safetensors ] || fail "a failed training left a model"

# Mistakes on the command line, found before any work.
misused "melsift train: --output is required" train features.jsonl
misused "melsift train: m.h5: unsupported extension .h5, expected .safetensors or .st" train features.jsonl -o m.h5
misused "melsift train: m.h5: unsupported extension .h5, expected .safetensors or .st" train --arch als features.jsonl -o m.h5
misused "melsift train: folds.csv: unsupported extension .csv, expected .jsonl" train --folds 3 features.jsonl -o folds.csv
misused "melsift train: epochs: 0, expected 1 or more" train --epochs 0 missing.jsonl -o no.safetensors
misused "melsift train: batch-size: -1, expected 1 or more" train --batch-size -1 missing.jsonl -o no.safetensors
misused "melsift train: validation: 1, expected 0 to less than 1" train --validation 1 missing.jsonl -o no.safetensors
misused 'melsift train: arch: unknown architecture "vgg", expected mlp, tabular, cnn, melnet, or a file such as net.json' \
  train --arch vgg missing.jsonl -o no.safetensors
misused 'melsift train: optimizer: "adagrad", expected adam or adamw or sgd' \
  train --optimizer adagrad missing.jsonl -o no.safetensors
misused 'melsift train: band-masks: "3", expected COUNTxWIDTH such as 2x16, or 0 for none' \
  train --band-masks 3 missing.jsonl -o no.safetensors
misused "melsift train: weight-decay: adam has none; expected --optimizer adamw" \
  train --arch mlp --weight-decay 0.1 missing.jsonl -o no.safetensors
misused "melsift train: --resume: needs -o FILE" train --resume missing.jsonl -o -
misused "melsift train: *--folds*" train --folds 1 missing.jsonl
misused 'melsift train: target: "mood", expected label, genre, artist, language or liked' \
  train --target mood missing.jsonl -o no.safetensors
misused "melsift train: learning-rate: *" train --learning-rate -1 missing.jsonl -o no.safetensors
misused 'melsift train: --seed: "lucky", expected a number' train --seed lucky missing.jsonl -o no.safetensors

# A patience: the training ends early, and says which epoch's weights it keeps.
expect 0 train --epochs 500 --learning-rate 0.05 --patience 3 --validation 0.3 features.jsonl -o two.safetensors
best=$(sed -n 's/.*the weights are those of epoch \([0-9]*\), the best on the validation tracks$/\1/p' err)
[ "$(grep -c ' epoch ' err)" -eq $((best + 3 + 1)) ] || fail "best epoch $best: $(cat err)"
[ "$(metadata two.safetensors '.history | fromjson | length')" -eq $((best + 3)) ] || fail "history"
expect 1 train --patience 3 --validation 0 features.jsonl -o no.safetensors
says "*: 90 tracks to train*" "melsift train: patience: no tracks are held out (see --validation)"

# An ensemble: a line an epoch and network; it classifies as one model.
expect 0 train --ensemble 3 --epochs 2 -v features.jsonl -o two.safetensors
[ "$(grep -cE 'network [123]/3  epoch [12]/2  loss' err)" -eq 6 ] || fail "$(cat err)"
[ "$(grep -c 'learning rate 0.001$' err)" -eq 6 ] || fail "$(cat err)"
expect 0 classify -m two.safetensors features.jsonl
records out 90

# Cross-validation: the records fold by fold, each classified by networks that were not trained on it.
jq -c '.title = "t\(.path)" | .mood = "calm"' features.jsonl >titled.jsonl
expect 0 train --folds 5 --ensemble 2 -j 1 titled.jsonl -o folds.jsonl
grep -qx 'melsift train: 90 tracks in 5 folds, 3 classes, 4 features' err || fail "$(cat err)"
[ "$(grep -cE '^melsift train: fold [0-4]: 18 tracks, accuracy [0-9.]+ %$' err)" -eq 5 ] || fail "$(cat err)"
grep -qE '^melsift train: 5 folds: accuracy [0-9.]+ %, standard deviation [0-9.]+ %$' err || fail "$(cat err)"
records folds.jsonl 90
holds folds.jsonl '(map(.path) | sort) == ([range(90) | "\(.).wav"] | sort) and (map(.fold) | . == sort) and (map(.fold) | unique) == [0, 1, 2, 3, 4] and
  all((.scores | length) == 3 and .title == "t" + .path and .mood == "calm" and has("features") == false and
    (.embedding | length) == 128 and has("trained_on") == false)'
holds folds.jsonl 'group_by(.fold) | map(map(.model) | unique | length) == [1, 1, 1, 1, 1]'
expect 0 train -q --folds 5 --ensemble 2 -j 2 titled.jsonl
same folds.jsonl out
expect 0 evaluate --json folds.jsonl
holds out '.[0].count == 90 and .[0].accuracy > 0.8'
# A temperature fitted to them: the model of all tracks has it, and the scores of the folds at that
# temperature are the most likely ones.  One label in nine is wrong: no network can be certain.
jq -c 'if (.path | rtrimstr(".wav") | tonumber) % 9 == 0 then .label = "b" else . end' titled.jsonl >noisy.jsonl
expect 0 train -q --folds 5 noisy.jsonl -o noisy.folds.jsonl
expect 0 train -q --validation 0 --calibration noisy.folds.jsonl noisy.jsonl -o calibrated.safetensors
temperature=$(metadata calibrated.safetensors '.temperature | tonumber')
likelihood() {  # at a temperature
  jq -s --argjson t "$1" 'map(.label as $l | (.scores | map_values(log / $t | exp)) as $e |
    ($e[$l] / ($e | add) | log)) | add' noisy.folds.jsonl
}
jq -ne --argjson t "$temperature" --argjson at "$(likelihood "$temperature")" --argjson below "$(likelihood "$(jq -n "$temperature * 0.97")")" \
  --argjson above "$(likelihood "$(jq -n "$temperature * 1.03")")" '$t != 1 and $at > $below and $at > $above' >/dev/null ||
  fail "the temperature $temperature is not the most likely one"
metadata calibrated.safetensors .calibrated_on | grep -qx '"tracks"' || fail "$(metadata calibrated.safetensors .calibrated_on)"
# A stated temperature gives the same model as the one fitted.
expect 0 train -q --validation 0 --temperature "$temperature" noisy.jsonl -o stated.safetensors
expect 0 classify -q -m stated.safetensors titled.jsonl -o stated.jsonl
expect 0 classify -q -m calibrated.safetensors titled.jsonl -o fitted.jsonl
jq -s 'map(.scores)' stated.jsonl >stated.scores
jq -s 'map(.scores)' fitted.jsonl | cmp - stated.scores || fail "--temperature $temperature predicts otherwise"
misused 'melsift train: --temperature: conflicts with --calibration' \
  train --temperature 2 --calibration noisy.folds.jsonl noisy.jsonl -o no.safetensors
expect 1 train -q --validation 0 --calibration titled.jsonl titled.jsonl -o no.safetensors
says "melsift train: titled.jsonl: 0.wav has no scores"
jq -c 'del(.label)' folds.jsonl >unlabelled.jsonl
expect 1 train -q --validation 0 --calibration unlabelled.jsonl titled.jsonl -o no.safetensors
says "melsift train: unlabelled.jsonl: *.wav has a label that is not a class of the model"
# Folds that the records name; a group in two of them is reported.
jq -c '.fold = (input_line_number % 2) | .group = "g\(input_line_number % 3)"' features.jsonl >named.jsonl
expect 0 train --folds 2 named.jsonl
grep -q 'warning: 3 groups (g0, ...) are in more than one of the folds: results on them will be too optimistic' err ||
  fail "$(cat err)"
jq -se --slurpfile in named.jsonl 'map({path, fold}) == ($in | sort_by(.fold) | map({path, fold}))' out >/dev/null || fail "other folds"
expect 1 train --folds 3 named.jsonl
says "melsift train: folds: 3, but the records name 2"

# Matrices: the network that suits them, trained alike on any number of threads.
mkdir music
for i in 1 2 3 4 5 6; do make_audio music/$i.wav 3 22050 1 $i; done
extract -q --set mel music | jq -c '.label = (if input_line_number % 2 == 0 then "a" else "b" end)' >mel.jsonl
expect 0 train --epochs 2 --validation 0.34 -j 1 mel.jsonl -o mel.safetensors
head -n 1 err | grep -qx 'melsift train: 4 tracks to train, 2 to validate, 2 classes, 128 mel bands, 130 frames' || fail "$(cat err)"
metadata mel.safetensors .training | grep -q 'arch=melnet epochs=2 ' || fail "$(metadata mel.safetensors .training)"
expect 0 train -q --epochs 2 --validation 0.34 -j 2 mel.jsonl -o mel2.safetensors
same mel.safetensors mel2.safetensors
expect 0 train -q --epochs 1 --frames 64 --no-roll --band-masks 0 --frame-masks 1x9 mel.jsonl -o mel2.safetensors
metadata mel2.safetensors .architecture | grep -q '"input 128x64x1;' || fail "frames"
metadata mel2.safetensors .training | grep -q 'mixup=0.2 frame_masks=1x9 frames=64' || fail "$(metadata mel2.safetensors .training)"
# What else changes matrices, draws embeddings together, averages weights; each is another model.
for option in "--stretch 0.2" "--band-shift 4" "--filter 0.3" "--contrast 0.3" "--averaging 0.9"; do
  # shellcheck disable=SC2086  # an option and its value
  expect 0 train -q --epochs 3 --frames 64 $option mel.jsonl -o mel2.safetensors
  name=${option#--} && name=${name%% *}
  metadata mel2.safetensors .training | grep -q " ${name/-/_}=${option#* } " || fail "$(metadata mel2.safetensors .training)"
  cp mel2.safetensors "$name.safetensors"
done
[ "$(for name in stretch band-shift filter contrast averaging; do tensor $name.safetensors conv2d_1/kernel | cksum; done | sort -u | wc -l)" -eq 5 ] ||
  fail "options without effect"
expect 0 train -q --epochs 1 --frames 64 --window-hop 33 mel.jsonl -o mel2.safetensors
metadata mel2.safetensors .window_hop | grep -qx '"33"' || fail "$(metadata mel2.safetensors .window_hop)"
expect 1 train -q --frames 131 mel.jsonl -o no.safetensors
says "melsift train: frames: 131, but the shortest record has 130"
expect 1 train -q --arch mlp mel.jsonl -o no.safetensors
says "melsift train: arch: mlp takes feature vectors, the records have mel matrices of 128x130x1"
expect 1 train -q --roll features.jsonl -o no.safetensors
says "melsift train: augmentation: masks and rolling need mel matrices, but the records have feature vectors"
# The recipes are those of the manual page's table.
column=0
for arch in mlp tabular cnn melnet; do
  column=$((column + 1))
  input=mel.jsonl
  case $arch in mlp | tabular) input=features.jsonl ;; esac
  expect 0 train -q --arch $arch --validation 0 $input --epochs 1 -o two.safetensors
  given=$(metadata two.safetensors .training | tr -d '"' | tr ' ' '\n' | grep -v '^arch=' | sed 's/^epochs=.*/epochs=/')
  table=$(sed -n '/^\.It Ta Em mlp Ta Em tabular/,/^\.El/s/^\.It Fl \\-//p' "$here/../../man/melsift-train.1" |
    awk -F ' Ta *' -v column=$column '{ value = $(column + 1); gsub("-", "_", $1)
      if ($1 == "epochs") value = ""; else if (value ~ /^(0|no|constant)?$/ || $1 == "ensemble" && value == 1) next
      print $1 "=" value }')
  [ "$given" = "$table" ] || fail "$arch: the recipe is $given, the page says $table"
done
# A custom network.
cat >net.json <<'END'
{"layers": [{"type": "dense", "units": 8, "activation": "relu"}, {"type": "dense", "units": "classes"}]}
END
expect 0 train -q --arch net.json features.jsonl -o two.safetensors
echo '{"layers": [{"type": "dens"}]}' >odd.json
expect 1 train -q --arch odd.json features.jsonl -o no.safetensors
says "melsift train: odd.json: layer 1 (dens): no such layer"
metadata two.safetensors .architecture | grep -q 'input 4; dense 8 ' || fail "$(metadata two.safetensors .architecture)"
expect 1 train -q --arch missing.json features.jsonl -o no.safetensors
says "melsift train: missing.json: can't open: No such file or directory"

# If a model can't be written, the error comes before any work, and an old model is never damaged.
expect 1 train features.jsonl -o no/such/folder/m.safetensors
says "melsift train: no/such/folder/m.safetensors: can't create: No such file or directory"
expect 1 train features.jsonl -o /proc/m.safetensors
says "melsift train: /proc/m.safetensors: can't create: *"
expect 1 train features.jsonl -o .
says "melsift train: .: is a folder, expected a file name"
if [ -e /dev/full ]; then
  expect 1 train -q features.jsonl -o /dev/full
  says "melsift train: /dev/full: can't write: No space left on device"
fi
cp one.safetensors old.safetensors
expect 1 train -q --learning-rate 1e30 features.jsonl -o old.safetensors
says "melsift train: training: the loss is no longer finite in epoch 1; try a smaller --learning-rate"
same one.safetensors old.safetensors

# Killed in the middle, as by a power failure: the old model is in place, and the next training
# works.
mkdir killed
cp one.safetensors killed/m.safetensors
train --epochs 100000000 features.jsonl -o killed/m.safetensors >out 2>err &
train_id=$!
for _ in $(seq $((200 * slow))); do grep -q 'epoch  *2/' err && break; sleep 0.05; done
grep -q 'epoch  *2/' err || fail "no second epoch"
kill -9 $train_id
wait $train_id 2>/dev/null && fail "it outlived kill -9"
same one.safetensors killed/m.safetensors
expect 0 train -q --seed 2 features.jsonl -o killed/m.safetensors
expect 0 inspect killed/m.safetensors

# An excluded column has no influence, and a description is stored in the model.
{
  echo path,label,loud,noise
  for i in $(seq 40); do echo "$i,$([ $((i % 2)) -eq 0 ] && echo even || echo odd),$((i % 2 * 3 + i % 3)),$i"; done
} >table.csv
expect 0 prepare --table table.csv --id-column path --label-column label -o table.jsonl
expect 0 train -q --leave-out noise --description 'Told by loudness.' --weight 2.5 table.jsonl -o left.safetensors
expect 0 inspect left.safetensors
grep -qx 'Told by loudness\.' out || fail "inspect lacks the description: $(cat out)"
grep -qx 'weight     2.5 among several models' out || fail "inspect lacks the weight"
grep -q ' leave_out=noise ' out || fail "inspect lacks what was left out: $(cat out)"
expect 0 classify -m left.safetensors table.jsonl
jq -c .scores out >before
jq -c '.features[1] *= -1000' table.jsonl >noisy.jsonl
expect 0 classify -m left.safetensors noisy.jsonl
jq -c .scores out >after
same before after
expect 1 train --leave-out loudness table.jsonl -o left.safetensors
says '*' 'melsift train: leave-out: no feature of the records is called "loudness"'
expect 2 train --weight 0 table.jsonl -o left.safetensors
expect 2 train --description $'two\nlines' table.jsonl -o left.safetensors

# Two trainings to one file at the same time: each writes a separate file, and the last one stays,
# complete.
expect 0 train -q --seed 3 features.jsonl -o three.safetensors
expect 0 train -q --seed 4 features.jsonl -o four.safetensors
for _ in 1 2 3; do
  train -q --seed 3 features.jsonl -o both.safetensors &
  first_id=$!
  train -q --seed 4 features.jsonl -o both.safetensors &
  second_id=$!
  wait $first_id || fail "the first of two trainings failed"
  wait $second_id || fail "the second of two trainings failed"
  cmp -s both.safetensors three.safetensors || cmp -s both.safetensors four.safetensors ||
    fail "two trainings at once left neither's model"
done
no_temporary_files

passed
