#!/usr/bin/env bash
# End to end: convert.  onnxruntime gives the same results for an exported model as classify;
# weights under Keras' names are imported as the original model.  If npm can't install onnxruntime,
# that part is skipped.
# Usage: convert_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

check_common convert toy.safetensors -o toy.json
toy_features 90 >features.jsonl
jq -c 'select(.label != "c")' features.jsonl >two.jsonl
train -q --validation 0 features.jsonl -o toy.safetensors

# --- ONNX, run by onnxruntime

# shellcheck source=tests/tools/onnxruntime.sh
. "$here/onnxruntime.sh"

# agrees NAME RECORDS: the probabilities that onnxruntime computes of NAME.safetensors' export, one
# record at a time and 32 at a time, differ by 1e-5 at most from those of classify, in the labels'
# order; the embeddings by 1e-5 of the largest number in them.
agrees() {
  local batch
  expect 0 convert "$1.safetensors" -o "$1.onnx"
  silent
  classify -q --aggregate none -m "$1.safetensors" "$2" -o classified.jsonl
  for batch in 1 32; do
    NODE_PATH=$cache/node_modules node "$here/../support/run_onnx.js" "$1.onnx" $batch <"$2" >runtime.jsonl
    jq -en --slurpfile ours classified.jsonl --slurpfile theirs runtime.jsonl '
      def gap($a; $b): if ($a | length) != ($b | length) then infinite
        else [[$a, $b] | transpose[] | .[0] - .[1] | fabs] | max end;
      ($ours | length) > 32 and ($ours | length) == ($theirs | length) and
      all(range($ours | length); . as $i |
        gap([$ours[$i].scores[]]; $theirs[$i].probabilities) <= 1e-5 and
        gap($ours[$i].embedding; $theirs[$i].embedding) <= 1e-5 * ([$ours[$i].embedding[] | fabs, 1] | max))' >/dev/null ||
      fail "$1: onnxruntime, $batch at a time, does not agree with classify"
  done
}

convert toy.safetensors -o toy.onnx 2>err || grep -q 'needs melsift built with libonnx' err ||
  fail "$(cat err)"
if [ -e toy.onnx ]; then
  convert toy.safetensors -o again.onnx
  same toy.onnx again.onnx
  convert toy.safetensors --to onnx -o - >again.onnx
  same toy.onnx again.onnx
  fills_disk convert toy.safetensors --to onnx -o -
fi
if [ ! -e toy.onnx ]; then
  skip_part "ONNX (this build has no libonnx)"
elif ! have_onnxruntime; then
  skip_part "onnxruntime (npm can't install onnxruntime-node)"
else
  agrees toy features.jsonl
  train -q two.jsonl -o binary.safetensors
  agrees binary two.jsonl
  # Some labels are wrong, so that there is something to calibrate by.
  for of in features two; do
    jq -c 'if input_line_number % 7 == 0 then .label = "a" else . end' $of.jsonl >${of}_noisy.jsonl
  done
  train -q --epochs 3 --validation 0.3 --ensemble 3 features_noisy.jsonl -o ensemble.safetensors
  train -q --epochs 3 --validation 0.3 --ensemble 2 two_noisy.jsonl -o binary_ensemble.safetensors
  for model in ensemble binary_ensemble; do
    [ "$(metadata $model.safetensors '.temperature | tonumber != 1')" = true ] || fail "$model is at no temperature"
  done
  agrees ensemble features.jsonl
  agrees binary_ensemble two.jsonl

  for seed in 1 2 3 4; do make_audio $seed.wav 30 22050 1 $seed; done
  extract --set mel --window-frames 128 ./?.wav |
    jq -c '.label = ["a", "b", "c"][.segment.index % 3]' >mel.jsonl
  jq -c '.label |= sub("c"; "b")' mel.jsonl >mel_two.jsonl
  train -q --arch cnn --epochs 1 --validation 0 mel_two.jsonl -o cnn.safetensors
  agrees cnn mel_two.jsonl
  train -q --arch melnet --epochs 2 --validation 0.3 --ensemble 2 mel.jsonl -o melnet.safetensors
  agrees melnet mel.jsonl

  # Features that the presets lack: strides with same padding, even kernels, pools that ignore some
  # positions, flatten after channels, a sigmoid in between.
  cat >net.json <<'END'
{"layers": [
  {"type": "average_pooling2d", "pool_size": [3, 5]},
  {"type": "conv2d", "filters": 4, "kernel_size": [4, 3], "strides": 2, "padding": "same", "activation": "sigmoid"},
  {"type": "batch_normalization"},
  {"type": "max_pooling2d", "pool_size": [2, 3]},
  {"type": "conv2d", "filters": 3, "kernel_size": [2, 1], "strides": [3, 1]},
  {"type": "flatten"},
  {"type": "dense", "units": 6, "activation": "relu"},
  {"type": "dense", "units": "classes"}]}
END
  train -q --arch net.json --epochs 2 --validation 0 mel.jsonl -o net.safetensors
  agrees net mel.jsonl
  # No dense layer: the embedding is a plane.
  cat >convolutions.json <<'END'
{"layers": [
  {"type": "average_pooling2d", "pool_size": 8},
  {"type": "conv2d", "filters": 5, "kernel_size": 3, "activation": "relu"},
  {"type": "conv2d", "filters": 3, "kernel_size": 1},
  {"type": "global_max_pooling2d"},
  {"type": "softmax"}]}
END
  train -q --arch convolutions.json --epochs 2 --validation 0 mel.jsonl -o convolutions.safetensors
  agrees convolutions mel.jsonl
  # Normalized last, in one go with what stands around it.
  jq '.layers[2:3] = [{type: "conv2d", filters: 3, kernel_size: 1, activation: "relu"},
    {type: "batch_normalization"}, {type: "average_pooling2d"}]' convolutions.json >normalized.json
  train -q --arch normalized.json --epochs 2 --validation 0 mel.jsonl -o normalized.safetensors
  agrees normalized mel.jsonl
fi

# --- Keras' weights

# tensors MODEL FILTER [TENSOR]: its tensors as a safetensors of their own, entries renamed by the
# jq filter, with one value behind them under the name TENSOR, or a name of an optimizer.
tensors() {
  local text length i
  text=$(header "$1" | jq -c --arg extra "${3:-optimizer/vars/0}" 'del(.__metadata__)
    | (map(.data_offsets[1]) | max) as $size
    | with_entries(.key |= ('"$2"')) | .[$extra] = {dtype: "F32", shape: [1], data_offsets: [$size, $size + 4]}')
  length=${#text}
  # shellcheck disable=SC2059
  for i in 0 1 2 3 4 5 6 7; do printf "\\$(printf %03o $((length >> (8 * i) & 255)))"; done
  printf %s "$text"
  tail -c +$((9 + $(header_size "$1"))) "$1"
  printf '\0\0\0\0'
}
classify -q -m toy.safetensors features.jsonl | jq -c .scores >wanted

# Numbers from anywhere on, vars instead of names; the scaler goes along by its own name.
tensors toy.safetensors 'sub("^dense/"; "dense_0/") | sub("dense_(?<n>.)"; "layers/dense_\(.n | tonumber + 5)")
  | sub("kernel$"; "vars/0") | sub("bias$"; "vars/1")' >vars.safetensors
expect 0 convert vars.safetensors --arch mlp --input 4 --labels a,b,c --front-end toy -o back.safetensors
nothing out
says "melsift convert: vars.safetensors: 1 tensor is not used: optimizer/vars/0"
classify -q -m back.safetensors features.jsonl | jq -c .scores | cmp - wanted
metadata back.safetensors '[.labels, .target, .front_end, .training]' |
  grep -qxF '["[\"a\",\"b\",\"c\"]","label","toy","arch=mlp weights=keras"]' || fail "$(metadata back.safetensors .)"
inspect back.safetensors >out

# The same of an architecture that convert has written, straight to ONNX.
expect 0 convert toy.safetensors -o toy.json
silent
expect 0 convert vars.safetensors --arch toy.json --labels a,b,c --front-end toy --target genre -o custom.safetensors -q
silent
classify -q -m custom.safetensors features.jsonl | jq -c .scores | cmp - wanted
[ "$(metadata custom.safetensors .target)" = '"genre"' ] || fail "the target"
[ "$(metadata custom.safetensors .architecture)" = "$(metadata toy.safetensors .architecture)" ] || fail "the architecture"
if [ -e toy.onnx ]; then
  convert -q vars.safetensors --arch toy.json --labels a,b,c --front-end toy -o custom.onnx
  cmp -s custom.onnx toy.onnx || fail "another graph by another way"
fi

# Without a front end: extract's own.
train -q --validation 0 --epochs 1 <(jq -c '.features = [range(40) * 0.5] | .front_end = "x"' features.jsonl) -o forty.safetensors
tensors forty.safetensors . >forty_weights.safetensors
expect 0 convert forty_weights.safetensors --arch mlp --labels a,b,c -o forty_back.safetensors
says "melsift convert: forty_weights.safetensors: 1 tensor is not used: optimizer/vars/0" \
  "melsift convert: assuming the front end mfcc sr=22050 *"
make_audio song.wav
classify -q -m forty_back.safetensors song.wav >out
holds out 'length == 1 and (.[0].scores | length) == 3'

# --- Errors

expect 1 convert vars.safetensors --arch mlp --input 5 --labels a,b,c --front-end toy -o no.safetensors
says "melsift convert: vars.safetensors: its layers/dense_5/vars/0 as dense/kernel: shape (4, 128), expected (5, 128)"
expect 1 convert vars.safetensors --arch mlp --labels a,b,c --front-end toy -o no.safetensors
says 'melsift convert: front-end: "toy" does not determine the input'"'"'s shape (give --input)'
expect 1 convert vars.safetensors --arch mlp --input 4 --labels a,b,c -o no.safetensors
says 'melsift convert: front-end: "mfcc *" gives 40, the network takes 4'
expect 1 convert vars.safetensors --arch mlp --input 4 --labels a,b --front-end toy -o no.safetensors
says "melsift convert: vars.safetensors: its layers/dense_7/vars/0 as dense_2/kernel: shape (64, 3), expected (64, 1)"
tensors toy.safetensors 'sub("^dense_1/bias"; "gone")' >gap.safetensors
expect 1 convert gap.safetensors --arch mlp --input 4 --labels a,b,c --front-end toy -o no.safetensors
says "melsift convert: gap.safetensors: lacks the bias of dense_1"
tensors toy.safetensors . dense_3/kernel >more.safetensors
expect 1 convert more.safetensors --arch mlp --input 4 --labels a,b,c --front-end toy -o no.safetensors
says "melsift convert: more.safetensors: has 4 dense layers (dense, dense_1, dense_2, dense_3), the network 3"
tensors toy.safetensors 'sub("scaler/mean"; "gone")' scaler/mean >misfit.safetensors
expect 1 convert misfit.safetensors --arch mlp --input 4 --labels a,b,c --front-end toy -o no.safetensors
says "melsift convert: misfit.safetensors: its scaler/mean is not 4 finite values"
echo '{"layers": [{"type": "dense", "units": 3}]}' >headless.json
expect 1 convert vars.safetensors --arch headless.json --input 4 --labels a,b,c --front-end toy -o no.safetensors
says "melsift convert: headless.json: ends in a dense of 3 outputs, expected a softmax of 3"
expect 1 convert vars.safetensors --arch missing.json --labels a,b,c -o no.safetensors
says "melsift convert: missing.json: can't open: No such file or directory"
expect 1 convert vars.safetensors -o no.json
says 'melsift convert: vars.safetensors: is not a melsift model: its metadata lack "format"'
expect 1 convert missing.safetensors -o no.json
says "melsift convert: missing.safetensors: can't open: No such file or directory"
expect 1 convert toy.safetensors -o no/such/folder/toy.json
says "melsift convert: no/such/folder/toy.json: can't create: No such file or directory"
if [ -e no.safetensors ] || [ -e no.json ]; then fail "an output in spite of an error"; fi

misused 'melsift convert: --output: "toy.bin" has none of the extensions .onnx, .json, .safetensors; give --to' convert toy.safetensors -o toy.bin
misused 'melsift convert: --to: "h5", expected onnx, json or safetensors' convert toy.safetensors --to h5 -o toy.onnx
misused "melsift convert: --output is required" convert toy.safetensors
misused "melsift convert: --labels: needs --arch" convert toy.safetensors --labels a,b -o toy.json
misused "melsift convert: --arch: needs --labels" convert toy.safetensors --arch mlp -o toy.json
misused "melsift convert: labels: expected at least two" convert toy.safetensors --arch mlp --labels a -o toy.json
misused 'melsift convert: labels: "a" occurs twice' convert toy.safetensors --arch mlp --labels a,b,a -o toy.json
misused 'melsift convert: --arch: "lenet", expected mlp, cnn, melnet or FILE.json' convert toy.safetensors --arch lenet --labels a,b -o toy.json
misused "melsift convert: architecture: 'input 4x4': expected one size, or three as 128x128x1" convert toy.safetensors --arch mlp --labels a,b --input 4x4 -o toy.json
misused "melsift convert: front-end: n_mfcc: 0, expected *" convert toy.safetensors --arch mlp --labels a,b --front-end "mfcc n_mfcc=0" -o toy.json

passed
