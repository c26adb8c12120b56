#!/usr/bin/env bash
# Processor time of an epoch of melnet on random mel windows by the number of shards, relative to one
# shard, and the wall-clock time by the number of processes.
# Usage: shards.sh BIN [RECORDS=640 [BATCH=128 [TRAIN_OPTION...]]]
set -euo pipefail
bin=$(realpath "${1:?usage: $0 BIN [RECORDS [BATCH [TRAIN_OPTION...]]]}")
records=${2:-640} batch=${3:-128}
shift $(($# < 3 ? $# : 3))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 - "$records" >mel.jsonl <<'END_OF_SCRIPT'
import array, base64, json, random, sys

draw = random.Random(1)
for i in range(int(sys.argv[1])):
    some = array.array("f", (draw.gauss(i % 10, 10) for _ in range(1024)))
    mel = {"dtype": "float32", "shape": [128, 128], "data": base64.b64encode((some * 16).tobytes()).decode()}
    print(json.dumps({"path": f"{i}.wav", "label": str(i % 10), "front_end": "mel", "mel": mel}))
END_OF_SCRIPT

task() { "$bin/train" -q -j 1 --epochs 2 --validation 0 --batch-size "$batch" --shards "$@" mel.jsonl; }
seconds() {  # FORMAT COMMAND...: %U is processor time, %R wall-clock time
  TIMEFORMAT=$1
  { time "${@:2}" >/dev/null 2>&1; } 2>&1
}

one=$(seconds %U task 1 "$@" -o 1.st)
echo "batches of $batch: one shard $one s of processor time"
for shards in 2 4 8 16; do
  took=$(seconds %U task $shards "$@" -o $shards.st)
  awk -v n=$shards -v took="$took" -v one="$one" 'BEGIN { printf "  %d shards: %+.0f %%\n", n, 100 * (took / one - 1) }'
done
command -v mpirun >/dev/null || exit 0
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
for processes in 1 2; do
  took=$(seconds %R mpirun -np $processes "$bin/train" -q -j 1 --epochs 2 --validation 0 --batch-size "$batch" --shards 4 "$@" \
    -o mpi.st mel.jsonl)
  cmp mpi.st 4.st
  echo "  $processes processes, 4 shards: $took s"
done
