#!/usr/bin/env bash
# Peak memory (resident set) of one epoch of training on random mel records, for two builds:
#   MB of the records, of the older build and of the newer one, and newer / older
# Usage: training_memory.sh BIN OLDER_BIN [RECORDS=700 [FRAMES=1292 [TRAIN_OPTION...]]]
#   BIN, OLDER_BIN  folders of executables
#   FRAMES          of a record's 128 bands: 1292 are 30 s at train's defaults
set -euo pipefail
newer=$(realpath "${1:?usage: $0 BIN OLDER_BIN [RECORDS [FRAMES [TRAIN_OPTION...]]]}")
older=$(realpath "${2:?usage: $0 BIN OLDER_BIN [RECORDS [FRAMES [TRAIN_OPTION...]]]}")
records=${3:-700} frames=${4:-1292}
shift $(($# < 4 ? $# : 4))
[ $# -gt 0 ] || set -- --frames 128
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$records" "$frames" >"$work/mel.jsonl" <<'END'
import array, base64, json, random, sys

records, frames = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(1)
for i in range(records):
    some = array.array("f", (draw.gauss(i % 10, 10) for _ in range(1024)))
    values = (some * (frames // 8 + 1))[: 128 * frames]  # the values do not matter
    mel = {"dtype": "float32", "shape": [128, frames], "data": base64.b64encode(values).decode()}
    print(json.dumps({"path": f"{i}.wav", "label": str(i % 10), "front_end": "mel", "mel": mel}))
END

# peak_mb COMMAND...
peak_mb() {
  python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"
}

measure() { peak_mb "$1/train" -q -j 1 --epochs 1 -o "$work/model.safetensors" "${@:2}" "$work/mel.jsonl"; }
before=$(measure "$older" "$@")
now=$(measure "$newer" "$@")
echo "$records x 128 x $frames, train $*: records $((records * frames * 128 * 4 / 1048576)) MB," \
  "$before MB before, $now MB now, $(awk "BEGIN { printf \"%.2f\", $now / $before }")"
