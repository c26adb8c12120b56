#!/usr/bin/env bash
# The preset cnn against PyTorch (training and inference) and onnxruntime (inference), with two
# threads.  Each candidate is a separate process, run in turns with the others.  Prints the medians
# and their ratios.  Run it by hand on a quiet machine.
#
# Needs Debian's python3-torch and libopenblas0-pthread, and npm's onnxruntime-node in
# $MELSIFT_ONNXRUNTIME (npm install --ignore-scripts --prefix FOLDER onnxruntime-node); a missing
# program is reported and left out.
# Usage: cnn_bench.sh BUILD_FOLDER [TURNS]
set -euo pipefail
build=$(cd "${1:?usage: $0 BUILD_FOLDER [TURNS]}" && pwd)
turns=${2:-5}
threads=2
peers=$(cd "$(dirname "$0")" && pwd)/peers
python=/usr/bin/python3
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

has_torch() { "$python" -c 'import torch' 2>"$work/why" || { echo "no PyTorch: $(tail -n 1 "$work/why")"; return 1; }; }
has_onnxruntime() {
  [ -d "${MELSIFT_ONNXRUNTIME-}/node_modules/onnxruntime-node" ] ||
    { echo "no onnxruntime: \$MELSIFT_ONNXRUNTIME is not set"; return 1; }
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# compare TITLE NAME COMMAND [NAME COMMAND]...: the others are compared with the first.
compare() {
  local title=$1 names=() commands=() i turn
  shift
  while [ $# -gt 0 ]; do names+=("$1"); commands+=("$2"); shift 2; done
  for turn in $(seq "$turns"); do
    for i in "${!names[@]}"; do ${commands[i]} >>"$work/$title.$i"; done
  done
  echo "$title"
  local first
  first=$(awk '{ print $1 }' "$work/$title.0" | median)
  for i in "${!names[@]}"; do
    awk '{ print $1 }' "$work/$title.$i" | median | awk -v name="${names[i]}" -v first="$first" \
      -v memory="$(awk '{ print $5 }' "$work/$title.$i" | median)" \
      '{ printf "  %-12s %8.3f ms a sample  %5d MB   melsift / this: %.2f\n", name, $1, memory, first / $1 }'
  done
}

torch=() onnxruntime=()
has_torch && torch=(PyTorch "$python $peers/seed_cnn.py")
has_onnxruntime && onnxruntime=(onnxruntime "node $peers/seed_cnn.js $work/seed.onnx")
[ ${#onnxruntime[@]} -eq 0 ] || {
  "$build/bench/cnn_bench" save "$work/seed.safetensors"
  "$build/bin/convert" "$work/seed.safetensors" -o "$work/seed.onnx"
}
bench=$build/bench/cnn_bench
compare "one Adam step at batch 32" melsift "$bench step 32 $threads" \
  ${torch[0]+"${torch[0]}" "${torch[1]} step 32 $threads"}
for batch in 32 1; do
  rounds=$((batch == 1 ? 60 : 7))
  compare "inference at batch $batch" melsift "$bench infer $batch $threads $rounds" \
    ${torch[0]+"${torch[0]}" "${torch[1]} infer $batch $threads $rounds"} \
    ${onnxruntime[0]+"${onnxruntime[0]}" "${onnxruntime[1]} $batch $threads $rounds"}
done
