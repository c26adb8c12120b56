#!/usr/bin/env bash
# Peak memory (resident set) of one epoch of training on random mel records, read as JSON Lines and as
# NumPy's arrays:
#   MB of the features, and for each input the peak in MB and as a fraction of the features
# The models must have the same bytes.  With OLDER_BIN, also the peak of an older build and newer / older.
# Usage: training_memory.sh BIN [OLDER_BIN [RECORDS=4000 [FRAMES=128 [TRAIN_OPTION...]]]]
#   BIN, OLDER_BIN  folders of executables; OLDER_BIN "-": none
#   FRAMES          of a record's 128 bands: 128 are a window of three seconds at extract's defaults
set -euo pipefail
usage="usage: $0 BIN [OLDER_BIN [RECORDS [FRAMES [TRAIN_OPTION...]]]]"
newer=$(realpath "${1:?$usage}") older=${2:--}
[ "$older" = - ] || older=$(realpath "$older")
records=${3:-4000} frames=${4:-128}
shift $(($# < 4 ? $# : 4))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$records" "$frames" "$work" <<'END_OF_SCRIPT'
import array, base64, json, random, sys, zipfile

records, frames, work = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
draw = random.Random(1)

def header(dtype, shape):  # numpy.lib.format, version 1.0
    text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (dtype, shape)
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()

def values(i):
    some = array.array("f", (draw.gauss(i % 10, 10) for _ in range(1024)))
    return (some * (frames // 8 + 1))[: 128 * frames].tobytes()  # the values do not matter

with open(f"{work}/mel.jsonl", "w") as lines, zipfile.ZipFile(f"{work}/mel.npz", "w") as archive:
    with archive.open("X.npy", "w", force_zip64=True) as x:
        x.write(header("<f4", (records, 128, frames)))
        for i in range(records):
            data = values(i)
            x.write(data)
            mel = {"dtype": "float32", "shape": [128, frames], "data": base64.b64encode(data).decode()}
            print(json.dumps({"path": f"{i}.wav", "label": str(i % 10), "front_end": "mel", "mel": mel}), file=lines)
    with archive.open("y.npy", "w") as y:
        y.write(header("<i4", (records,)) + array.array("i", (i % 10 for i in range(records))).tobytes())
    with archive.open("paths.npy", "w") as paths:
        paths.write(header("<U12", (records,)))
        for i in range(records):
            paths.write(f"{i}.wav".encode("utf-32-le").ljust(48, b"\0"))
    with archive.open("front_end.npy", "w") as front_end:
        front_end.write(header("<U3", ()) + "mel".encode("utf-32-le"))
END_OF_SCRIPT

# peak_mb COMMAND...
peak_mb() {
  python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"
}

measure() { peak_mb "$1/train" -q -j 1 --epochs 1 -o "$work/$2.safetensors" "${@:3}" "$work/mel.$2"; }
mb=$((records * frames * 128 * 4 / 1048576))
echo "$records x 128 x $frames, train $*: features $mb MB"
for input in jsonl npz; do
  peak=$(measure "$newer" $input "$@")
  echo "  $input: peak $peak MB, $(awk "BEGIN { printf \"%.2f\", $peak / $mb }") of the features"
done
cmp "$work/jsonl.safetensors" "$work/npz.safetensors"
if [ "$older" != - ]; then
  before=$(measure "$older" jsonl "$@")
  now=$(measure "$newer" jsonl "$@")
  echo "  older build: $before MB; newer / older $(awk "BEGIN { printf \"%.2f\", $now / $before }")"
fi
