#!/usr/bin/env bash
# ONNX files from elsewhere, run by melsift and by onnxruntime: no number of an output differs by more
# than 1e-4 of the output's largest.  make_onnx writes the files with random weights; melsift's own
# exports are read back too.
# Usage: onnx_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
# shellcheck source=tests/tools/onnxruntime.sh
. "$here/onnxruntime.sh"

[ -x "$bin/make_onnx" ] || skip "ONNX (this build has no libonnx)"
have_onnxruntime || skip "onnxruntime (npm can't install onnxruntime-node)"

# agrees FILE.onnx DIMENSIONS
agrees() {
  NODE_PATH=$cache/node_modules node "$here/../support/compare_onnx.js" "$1" 3 "$2" >compared.jsonl ||
    fail "$1: not compared"
  jq -c --arg file "$1" '{$file} + .' compared.jsonl
  holds compared.jsonl 'length > 0 and all(.[]; .largest > 0 and .error != null and .error <= 1e-4)'
}

while read -r net dimensions; do
  make_onnx "$net" "$net.onnx"
  agrees "$net.onnx" "$dimensions"
done <<'EOF'
efficientnet 1,128,96
mobilenet 1,128,100
musicnn 187,96
vggish 96,64
resnet 1,128,130
idioms 24,40
EOF

# --- melsift's own

for model in "$here"/../../models/*.safetensors; do
  net=$(basename "$model" .safetensors)
  input=$(metadata "$model" .architecture | jq -r 'capture("^input (?<shape>[0-9x]+)").shape | gsub("x"; ",")')
  convert "$model" -o "$net.onnx"
  agrees "$net.onnx" "$input"
done

passed
