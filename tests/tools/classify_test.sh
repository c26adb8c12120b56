#!/usr/bin/env bash
# End to end: classify.
# Usage: classify_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# forward MODEL LABELS: the scores of the records on standard input, one line each, computed from
# the tensors of the file alone: (x - mean) / scale, two dense layers with relu, a third with
# softmax, or sigmoid for one output, of its values divided by the temperature.
forward() {
  local t
  for t in scaler/mean scaler/scale dense/kernel dense/bias dense_1/kernel dense_1/bias dense_2/kernel dense_2/bias; do
    echo "$t" && tensor "$1" $t
  done >tensors
  jq -r '.features | @tsv' | awk -v temperature="$(metadata "$1" '.temperature | tonumber')" '
    NR == FNR { if ($1 ~ /\//) { name = $1; size[name] = 0 } else w[name, size[name]++] = $1; next }
    function dense(layer, n,    m, i, j, sum) {
      m = size[layer "/bias"]
      for (j = 0; j < m; j++) {
        sum = w[layer "/bias", j]
        for (i = 0; i < n; i++) sum += x[i] * w[layer "/kernel", i * m + j]
        y[j] = sum
      }
      for (j = 0; j < m; j++) x[j] = y[j]
      return m
    }
    function relu(n,    i) { for (i = 0; i < n; i++) if (x[i] < 0) x[i] = 0 }
    {
      for (i = 0; i < NF; i++) x[i] = ($(i + 1) - w["scaler/mean", i]) / w["scaler/scale", i]
      n = dense("dense", NF); relu(n)
      n = dense("dense_1", n); relu(n)
      n = dense("dense_2", n)
      for (i = 0; i < n; i++) x[i] /= temperature
      if (n == 1) { printf "%.9f %.9f\n", 1 - 1 / (1 + exp(-x[0])), 1 / (1 + exp(-x[0])); next }
      sum = 0
      for (i = 0; i < n; i++) sum += exp(x[i])
      for (i = 0; i < n; i++) printf "%.9f ", exp(x[i]) / sum
      print ""
    }' tensors -
}

# forward agrees with the scores in the file out.
agrees() {
  jq -r '.scores | map(.) | @tsv' out | paste - <(forward "$1" <out) | awk '
    { for (i = 1; i <= NF / 2; i++) { gap = $i - $(i + NF / 2); if (gap < 0) gap = -gap; if (gap > most) most = gap } }
    END { if (NR == 0 || most > 1e-5) { print NR " records, largest difference " most; exit 1 } }' ||
    fail "the scores differ from those computed from the file $1"
}

toy_features 90 >features.jsonl
train -q features.jsonl -o toy.safetensors
check_common classify -m toy.safetensors

# Scores, prediction and embedding; order, threads; only these fields are added.
expect 0 classify -m toy.safetensors features.jsonl
silent
records out 90
# jq 1.7 keeps numbers as they are written unless one computes with them.
same_numbers='.features |= map(. + 0)'
jq -c "del(.scores, .predicted, .embedding, .model, .trained_on) | $same_numbers" out |
  cmp - <(jq -c "$same_numbers" features.jsonl) || fail "records changed"
holds out 'all(.scores | keys_unsorted == ["a", "b", "c"] and (add - 1 | fabs < 1e-6) and all(. >= 0))'
holds out 'all(.predicted == (.scores | to_entries | max_by(.value).key))'
holds out 'all(.embedding | length == 64 and all(. >= 0))'
holds out 'all(.model | test("^[0-9a-f]{16}$")) and (map(.model) | unique | length == 1)'
holds out 'map(select(.label == .predicted)) | length > 80'
# Nine of ten are training tracks, the others are held out; a copy under another name is never one.
holds out 'map(select(.trained_on == true)) | length == 81'
jq -c '.path |= "copy of " + .' features.jsonl >copies.jsonl
mv out kept
expect 0 classify -m toy.safetensors copies.jsonl
holds out 'map(select(has("trained_on"))) == []'
jq -c '.group = "\(.path)" | .path = "moved"' features.jsonl >grouped.jsonl
expect 0 classify -m toy.safetensors grouped.jsonl
cmp <(jq -c .trained_on out) <(jq -c .trained_on kept) || fail "groups are not told by their names"
mv kept out
agrees toy.safetensors
mv out one
for threads in 1 2 0; do
  expect 0 classify -j $threads --model toy.safetensors features.jsonl
  same one out
done
expect 0 classify -m toy.safetensors -o two - <features.jsonl
nothing out
same one two
expect 0 classify -m toy.safetensors <one  # classified before: the same again
same one out

# Two classes: one output, the probability of the second.
grep -v '"label":"c"' features.jsonl >ab.jsonl
train -q ab.jsonl -o ab.safetensors
expect 0 classify -m ab.safetensors ab.jsonl
holds out 'all(.scores | keys_unsorted == ["a", "b"] and (add - 1 | fabs < 1e-6))'
holds out 'map(select(.label == .predicted)) | length > 55'
agrees ab.safetensors

# Unknown fields pass through untouched.
echo '{"mine":{"z":[1,2.50,null]},"path":"x","front_end":"toy","features":[2,0,0,0],"also":"\u00e9"}' >mine.jsonl
expect 0 classify -m toy.safetensors mine.jsonl
grep -qF '"mine":{"z":[1,2.50,null]},"also":"\u00e9"' out || fail "an unknown field changed"

# Audio: with the model's own front end, by path, folder, list, standard input and record.
mkdir music
for i in 1 2 3 4 5 6 7 8 9; do make_audio music/$i.wav 0.5 22050 1 $i; done
make_audio song.mp3 1 44100 2 20
extract --n-mfcc 13 --padding reflect music |
  jq -c '.label = (if input_line_number % 2 == 0 then "even" else "odd" end)' >music.jsonl
train -q music.jsonl -o music.safetensors
expect 0 classify -m music.safetensors music.jsonl
agrees music.safetensors
jq -c 'del(.label)' out >one
expect 0 classify -m music.safetensors music
silent
jq -c . out | cmp - one || fail "audio is classified otherwise than its features"
for threads in 1 2; do
  expect 0 classify -j $threads -m music.safetensors music/?.wav
  jq -c . out | cmp - one
done
printf '%s\n' music/?.wav >list
expect 0 classify -m music.safetensors <list
jq -c . out | cmp - one || fail "a list of paths"
jq -c '{path, my: 1}' one >paths.jsonl
expect 0 classify -m music.safetensors paths.jsonl
holds out 'length == 9 and all(.my == 1 and .predicted)'
jq -c 'del(.my)' out | cmp - one || fail "records without features"
expect 0 classify -m music.safetensors - <song.mp3
silent
records out 1
holds out '.[0] | .path == "-" and .sample_rate == 44100 and (.scores | length == 2)'
expect 0 classify -m music.safetensors song.mp3
holds out '.[0].path == "song.mp3"'

# Mel matrices: windows of a track, made one record.
for i in 1 2 3 4; do make_audio mel$i.wav 3 22050 1 $i; done
extract --set mel --n-mels 32 --window-frames 32 --window-hop-frames 24 mel?.wav |
  jq -c '.label = (if .path < "mel3" then "low" else "high" end)' >windows.jsonl
train -q --arch melnet --epochs 2 --validation 0.5 windows.jsonl -o windows.safetensors
expect 0 classify -m windows.safetensors --aggregate none windows.jsonl
records out 20
holds out 'all(has("mel") == false and has("front_end") == false and has("segment"))'
expect 0 classify -m windows.safetensors --aggregate none --keep-mel windows.jsonl
silent
records out 20
jq -cS 'del(.scores, .predicted, .embedding, .model, .trained_on)' out | cmp - <(jq -cS . windows.jsonl) || fail "records changed"
mv out each
expect 0 classify -m windows.safetensors windows.jsonl
records out 4
mv out tracks
holds tracks 'map(.path) == ["mel1.wav", "mel2.wav", "mel3.wav", "mel4.wav"] and all(has("mel") or has("segment") or has("front_end") | not)'
holds tracks 'map(select(.trained_on)) | length == 2'
holds tracks 'all(.label and .group == .path and .duration_s == 3)'
jq -s 'def mean: add / length; group_by(.path) | map([(map(.scores.low) | mean), (map(.embedding[7]) | mean)])' each >means
holds tracks '$means[0] as $m | [., $m] | transpose | all((.[0].scores.low - .[1][0] | fabs < 1e-6) and (.[0].embedding[7] - .[1][1] | fabs < 1e-5))' --slurpfile means means
holds tracks 'all(.predicted == (.scores | to_entries | max_by(.value).key))'
expect 0 classify -m windows.safetensors --aggregate vote windows.jsonl
jq -s 'group_by(.path) | map(map(select(.predicted == "low")) | length / 5)' each >votes
holds out '$votes[0] as $v | [., $v] | transpose | all(.[0].scores.low - .[1] | fabs < 1e-6)' --slurpfile votes votes
misused 'melsift classify: x.npz: unsupported extension .npz, expected .jsonl, .csv or .tsv' classify -m mlp.safetensors features.jsonl -o x.npz
misused 'melsift classify: --format: "xml", expected table, jsonl or csv' classify -m mlp.safetensors features.jsonl --format xml
misused 'melsift classify: aggregate: "median", expected mean, vote or none' \
  classify -m windows.safetensors --aggregate median windows.jsonl
# The same from the sound, from a pipe, in batches or not.
expect 0 classify -m windows.safetensors mel?.wav
cmp <(jq -c 'del(.label)' tracks) <(jq -c . out) || fail "audio is classified otherwise than its windows"
for threads in 1 2 3; do
  expect 0 classify -j $threads -m windows.safetensors windows.jsonl
  same tracks out
  # shellcheck disable=SC2002  # a pipe, not a file
  cat windows.jsonl | expect 0 classify -j $threads -m windows.safetensors
  same tracks out
done
# A matrix longer than the network's input: windows of its own, half of one from the next.
extract --set mel --n-mels 32 mel?.wav | jq -c '.label = (if .path < "mel3" then "low" else "high" end)' >long.jsonl
train -q --arch melnet --epochs 2 --frames 32 --validation 0 long.jsonl -o long.safetensors
expect 0 classify -m long.safetensors long.jsonl
silent
records out 4
mv out tracks
expect 0 classify -m long.safetensors mel?.wav
cmp <(jq -c 'del(.label)' tracks) <(jq -c . out) || fail "audio is classified otherwise than its matrices"
make_audio brief.wav 0.5 22050 1 1
expect 0 classify -m long.safetensors brief.wav
silent
records out 1
holds out 'all(.predicted != null and .mel == null and .front_end == null)'
# A short matrix is repeated to fill a window: the result is that of the repeated track.
extract -q --set mel --n-mels 32 brief.wav >brief.jsonl
expect 0 classify -m long.safetensors brief.jsonl
jq -c .scores out >brief.scores
expect 0 classify -m long.safetensors --keep-mel brief.wav
holds out 'all(.mel.shape == [32, 22] and .front_end != null)'
cmp brief.scores <(jq -c .scores out) || fail "audio is classified otherwise than its matrix"

# A table for people: bars of eighths of ten cells.
expect 0 classify -m long.safetensors --format table brief.wav song.mp3
[ "$(wc -l <out)" -eq 3 ] || fail "$(cat out)"
grep -qE '^track +class +confidence +runner-up$' out || fail "$(cat out)"
grep -qE '^brief.wav +(low|high) +[01]\.[0-9]{2} █.* +(low|high) [01]\.[0-9]{2}' out || fail "$(cat out)"
if command -v script >/dev/null; then  # on a terminal it is the default, without numbers of features
  script -qec "stty cols 100; classify -m toy.safetensors features.jsonl" /dev/null >terminal </dev/null
  tr -d '\r' <terminal >shown
  classify -m toy.safetensors --format table features.jsonl >wanted
  same wanted shown
  [ "$(wc -l <shown)" -eq 91 ] || fail "$(cat shown)"
fi
# Its numbers are those of the records: a bar of n eighths for a probability of n / 80.
classify -m toy.safetensors features.jsonl >records.jsonl
classify -m toy.safetensors --format table features.jsonl | tail -n +2 |
  awk '{  # in bytes: three for each of these characters
    rest = $4; full = gsub("█", "", rest); eighths = rest == "" ? 0 : (index("▏▎▍▌▋▊▉", rest) + 2) / 3
    print $1, $2, 8 * full + eighths, $NF == "unsure"
  }' >bars
jq -r '(.scores | to_entries | sort_by(-.value)) as $s |
  [.path, .predicted, ($s[0].value * 80 | round), (if $s[0].value < 0.5 or $s[1].value > $s[0].value - 0.1 then 1 else 0 end)] | join(" ")' records.jsonl >wanted
same wanted bars

# CSV: a row for each record, a column for each class; for Python's csv and pandas.
expect 0 classify -m toy.safetensors features.jsonl -o rows.csv
expect 0 classify -m toy.safetensors features.jsonl --format csv
same rows.csv out
[ "$(head -n 1 out)" = path,start_s,label,predicted,confidence,unsure,score_a,score_b,score_c ] || fail "$(head -n 1 out)"
tail -n +2 out | awk -F, '{ print $1, $3, $4, $5 + 0, $7 + 0, $8 + 0, $9 + 0 }' >rows
jq -r '[.path, .label, .predicted, .scores[.predicted], .scores.a, .scores.b, .scores.c] | map(tostring) | join(" ")' records.jsonl |
  awk '{ print $1, $2, $3, $4 + 0, $5 + 0, $6 + 0, $7 + 0 }' >wanted
same wanted rows
expect 0 classify -m windows.safetensors --aggregate none windows.jsonl -o pieces.tsv
[ "$(sed -n 2p pieces.tsv | cut -f 1,2)" = "$(jq -r '[.path, .segment.start_s] | @tsv' windows.jsonl | head -n 1)" ] || fail "$(head -n 2 pieces.tsv)"

# Records without embeddings.
expect 0 classify -m toy.safetensors --no-embedding features.jsonl
jq -cS . out >without
jq -cS 'del(.embedding)' records.jsonl >wanted
same wanted without
expect 1 classify -m long.safetensors features.jsonl
grep -qF "features.jsonl:1: the record has no mel matrix (run melsift extract --set mel first)" err || fail "$(cat err)"
[ "$(tail -n 1 err)" = "melsift classify: 0 of 90 records, 90 failed" ] || fail "no summary"

# Bad input among good: one line each, the others are processed, a summary, exit 3.
: >empty.wav
echo text >text.wav
head -c 4000 song.mp3 >cut.mp3
expect 3 classify -m music.safetensors music/1.wav missing.wav empty.wav text.wav cut.mp3 music/2.wav
head -n 2 one | cmp - <(jq -c . out) || fail "the good tracks"
says "melsift classify: missing.wav: can't open: No such file or directory" \
  "melsift classify: empty.wav: is empty" \
  "melsift classify: text.wav: is not an audio file of a known format" \
  "melsift classify: cut.mp3: truncated: *" \
  "melsift classify: 2 of 6 files, 4 failed"
{
  head -n 1 features.jsonl
  echo '{"path":"other.wav","front_end":"toy n_mfcc=20","features":[1,2,3,4]}'
  echo '{"path":"short.wav","front_end":"toy","features":[1,2]}'
  echo '{"path":"huge.wav","front_end":"toy","features":[3e38,3e38,-3e38,3e38]}'
  echo '{"path":"bare.wav"}'
  echo '{"path":"none.wav","front_end":"toy","features":"1 2 3 4"}'
  sed -n 2p features.jsonl
} >bad.jsonl
expect 3 classify -j 1 -m toy.safetensors bad.jsonl
records out 2
holds out 'map(.path) == ["0.wav", "1.wav"]'
[ "$(tail -n 1 err)" = "melsift classify: 2 of 7 records, 5 failed" ] || fail "no summary"
sort err >sorted && mv sorted err
says "melsift classify: 2 of 7 records, 5 failed" \
  "melsift classify: bad.jsonl:2: its front end differs from the model's: n_mfcc is 20, expected none" \
  "melsift classify: bad.jsonl:3: 2 features, the model expects 4" \
  "melsift classify: bad.jsonl:4: its features are too far from anything that the model was trained on" \
  'melsift classify: bad.jsonl:5: audio, but the model was trained on "toy", which can'\''t be computed from audio' \
  "melsift classify: bad.jsonl:6: features: *"
extract --n-mfcc 20 music/1.wav >other.jsonl
expect 1 classify -m music.safetensors other.jsonl
nothing out
says "melsift classify: other.jsonl:1: its front end differs from the model's: n_mfcc is 20, expected 13"
expect 1 classify -m toy.safetensors </dev/null
says "melsift classify: standard input: is empty"

# Bad models: one line that names the file, before any work.
refuses() {
  expect 1 classify -m "$1" features.jsonl
  nothing out
  says "melsift classify: $1: $2"
}
size=$(stat -c %s toy.safetensors)
head -c $((size / 2)) toy.safetensors >half.safetensors
refuses half.safetensors 'tensor "*" ends at byte * of *; the file is truncated or damaged'
head -c 100 toy.safetensors >head.safetensors
refuses head.safetensors "is truncated in its header"
head -c 5 toy.safetensors >five.safetensors
refuses five.safetensors "is not a safetensors file: shorter than 8 bytes"
: >none.safetensors
refuses none.safetensors "is not a safetensors file: shorter than 8 bytes"
(cat toy.safetensors && echo) >long.safetensors
refuses long.safetensors "has bytes after its last tensor"
refuses text.wav "is not a safetensors file: shorter than 8 bytes"
refuses features.jsonl "is not a safetensors file: its header would be too long"
refuses missing.safetensors "can't open: No such file or directory"
refuses music "is a folder"
# remade FILTER NEW: the toy model with its header changed by a jq filter.
remade() {
  local text
  text=$(header toy.safetensors | jq -c "$1")
  {
    # shellcheck disable=SC2059  # the length, eight bytes as escapes
    printf "$(awk -v n=${#text} 'BEGIN { for (i = 0; i < 8; i++) { printf "\\x%02x", n % 256; n = int(n / 256) } }')"
    printf '%s' "$text"
    tail -c +$((9 + $(header_size toy.safetensors))) toy.safetensors
  } >"$2"
}
remade . same.safetensors
expect 0 classify -m same.safetensors features.jsonl
remade '.__metadata__.format = "melsift-model 9"' later.safetensors
refuses later.safetensors 'has format "melsift-model 9", this version reads "melsift-model 1"'
remade 'del(.__metadata__)' foreign.safetensors
refuses foreign.safetensors 'is not a melsift model: its metadata lack "format"'
remade '.__metadata__.labels = "[\"a\"]"' label.safetensors
refuses label.safetensors "has 1 labels for 3 outputs"
remade '.["dense/bias"].dtype = "I32"' dtype.safetensors
refuses dtype.safetensors 'tensor "dense/bias" is I32, expected F32'
remade '.["dense/bias"].shape = [129]' shape.safetensors
refuses shape.safetensors 'tensor "dense/bias" has a size that differs from its shape'
remade '.["dense_9/bias"] = .["dense/bias"] | del(.["dense/bias"])' name.safetensors
refuses name.safetensors '*dense_9/bias*'
remade '.__metadata__.architecture = "input 4; conv 3"' kind.safetensors
refuses kind.safetensors "architecture: 'conv 3': no such layer"
mkdir bare  # where no model lies beside the tool
cp "$bin/classify" bare/
misused "melsift classify: --model is required (no bundled model is installed)" bare/classify features.jsonl

# Without -m the bundled models: one line names them and states their accuracy; none with -q.
models=("$here"/../../models/*.safetensors)
printf 'melsift classify: using the bundled model %s (%s)\n' "$(basename "${models[0]}" .safetensors)" \
  "$(metadata "${models[0]}" .description | jq -r .)" >notes
grep -q 'cross-validated accuracy [0-9.]* %' notes || fail "the model's accuracy is not stated"
make_audio united.wav 8 22050 1 3
expect 0 classify united.wav
cmp notes err || fail "the note is not the model's description"
expect 0 classify -q united.wav
silent
records out 1
mv out united.jsonl
for model in "${models[@]}"; do
  expect 0 classify -m "$model" united.wav
  silent
  jq -c --argjson weight "$(metadata "$model" '.weight // "1" | tonumber')" '.weight = $weight' out >>each.jsonl
done
holds each.jsonl '. as $each | $united[0].scores | to_entries | length == 10 and
  all(. as $one | ([$each[] | .weight * .scores[$one.key]] | add) / ([$each[].weight] | add) - $one.value |
    fabs < 1e-6)' --slurpfile united united.jsonl
holds united.jsonl 'all(.predicted == (.scores | to_entries | max_by(.value).key))'

# Full disks; a reader that closes the pipe.
fills_disk classify -m toy.safetensors features.jsonl
for _ in $(seq 500); do cat features.jsonl; done >many.jsonl
{ timeout $((60 * slow)) classify -m toy.safetensors many.jsonl 2>err || echo $? >code; } | head -n 1 >out
records out 1
[ "$(cat code)" -eq 141 ] || fail "exit $(cat code) on a closed pipe, expected SIGPIPE's 141"
silent

passed
