#!/usr/bin/env bash
# End to end: the formats that extract writes and the other tools read.
# Usage: formats_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

mkdir 'a, "b" c'
for i in $(seq 12); do
  make_audio "a, \"b\" c/é$i.wav" 1 22050 1 "$i"
  jq -nc --arg i "$i" '{path: "a, \"b\" c/é\($i).wav", label: ["rock", "hip hop", "50% {x}"][($i | tonumber) % 3],
    group: "artist \(($i | tonumber) / 2 | floor)", split: (if $i == "12" then "valid" else "train" end),
    title: "not in tables"}'
done >tracks.jsonl

# The format is the option's, else the one of the output's ending; bytes do not depend on either, on
# the threads or on where they go.
for format in jsonl csv npz arff; do
  expect 0 extract -j 1 --format $format tracks.jsonl -o named
  silent
  expect 0 extract -j 3 tracks.jsonl -o t.$format
  same named t.$format
  extract --format $format tracks.jsonl | cmp - named || fail "$format to a pipe"
  fills_disk extract --format $format tracks.jsonl
done
misused "melsift extract: format: unknown format \"xml\", expected jsonl, csv, npz or arff" \
  extract --format xml tracks.jsonl
[ "$(head -n 1 t.csv | cut -d, -f1-7)" = path,group,split,duration_s,sample_rate,front_end,mfcc1_mean ] ||
  fail "header: $(head -n 1 t.csv)"
[ "$(wc -l <t.csv)" -eq 13 ] || fail "not 12 rows"
if command -v unzip >/dev/null; then
  unzip -tq t.npz >out || fail "unzip: $(cat out)"
else
  skip_part "unzip is not installed"
fi
grep -qx "@attribute class {'50\\\\% {x}','hip hop',rock}" t.arff || fail "classes: $(grep class t.arff)"
[ "$(grep -c "^'a, \\\\\"b\\\\\" c/é[0-9]*\.wav',[-0-9.e,]*,[^,]*$" t.arff)" -eq 12 ] || fail "rows: $(tail -n 2 t.arff)"

# Models trained on each format are equal, from files and pipes; so are recommendations.
jq -c 'del(.title)' t.jsonl >plain.jsonl
for format in jsonl csv npz; do
  expect 0 train -q --epochs 3 t.$format -o $format.safetensors
  silent
  same jsonl.safetensors $format.safetensors
  expect 0 train -q --epochs 3 -o piped.safetensors <t.$format
  same jsonl.safetensors piped.safetensors
  train -q --epochs 3 -o piped.safetensors < <(cat t.$format)
  same jsonl.safetensors piped.safetensors
done
classify -m jsonl.safetensors plain.jsonl >classified.jsonl
records classified.jsonl 12
for format in csv npz; do
  expect 0 classify -m jsonl.safetensors t.$format
  silent
  same classified.jsonl out
  cp t.$format unnamed
  expect 0 classify -m jsonl.safetensors unnamed
  same classified.jsonl out
  for operand in - ''; do
    expect 0 classify -m jsonl.safetensors ${operand:+-} <t.$format
    same classified.jsonl out
  done
  expect 0 classify -m jsonl.safetensors <(cat t.$format)
  same classified.jsonl out
  expect 0 inspect t.$format
  grep -qx '12 records: 12 with features, 0 with mel, 0 classified' out || fail "inspect: $(head -n 1 out)"
  expect 0 prepare -q t.$format
  same plain.jsonl out
done
# The front end is kept: others are refused, with the parameter.
extract --n-mfcc 13 tracks.jsonl -o other.npz
expect 1 classify -m jsonl.safetensors other.npz
[ "$(head -n 1 err)" = "melsift classify: other.npz[0]: its front end differs from the model's: n_mfcc is 13, expected 40" ] ||
  fail "$(head -n 1 err)"
# The audio itself can be named by a table as well.
printf 'path,label\n"a, ""b"" c/é1.wav",rock\n' >list.csv
expect 0 classify -m jsonl.safetensors list.csv
jq -c '.scores' out | cmp - <(head -n 1 classified.jsonl | jq -c .scores) || fail "a table of tracks"

# Kaggle's header is Kaggle's, and means reflected ends; what was computed otherwise says so.
kaggle=(filename length)
for feature in chroma_stft rms spectral_centroid spectral_bandwidth rolloff zero_crossing_rate harmony perceptr; do
  kaggle+=("${feature}_mean" "${feature}_var")
done
kaggle+=(tempo)
for i in $(seq 20); do kaggle+=("mfcc${i}_mean" "mfcc${i}_var"); done
kaggle+=(label)
track=$(head -n 1 tracks.jsonl | jq -c '{path, label: .label}')
expect 0 extract --set gtzan57 --padding reflect -o k.csv <<<"$track"
silent
[ "$(head -n 1 k.csv)" = "$(IFS=, && echo "${kaggle[*]}")" ] || fail "header: $(head -n 1 k.csv)"
[[ "$(tail -n 1 k.csv)" = '"a, ""b"" c/é1.wav",22050,'*,hip\ hop ]] || fail "row: $(tail -n 1 k.csv)"
# jq 1.7 keeps numbers as they are written unless one computes with them, and then writes them as 1.6.
extract --set gtzan57 --padding reflect <<<"$track" |
  jq -c '{path, label: .label, front_end, features: (.features | map(. + 0))}' >wanted
expect 0 prepare -q k.csv
same wanted out
expect 0 prepare -q --table k.csv
same wanted out
expect 0 prepare -q --table k.csv --front-end mine
holds out '.[0].front_end == "mine"'
expect 0 extract --set gtzan57 -o k.csv <<<"$track"
head -n 1 k.csv | grep -q '^filename,length,front_end,chroma_stft_mean,' || fail "header: $(head -n 1 k.csv)"
expect 0 prepare -q k.csv
holds out '.[0].front_end | endswith("padding=constant")'

# Matrices are written to NumPy arrays, and refused by other formats.
expect 0 extract --set mel tracks.jsonl -o mel.npz
expect 0 prepare -q mel.npz
holds out 'length == 12 and all(.mel.shape == [128, 44])'
jq -c .mel out | cmp - <(extract --set mel tracks.jsonl | jq -c .mel) || fail "matrices changed"
make_audio long.wav 2
expect 3 extract --set mel long.wav "a, \"b\" c/é1.wav" -o two.npz
says 'melsift extract: a, "b" c/é1.wav: a matrix of 128 x 44, the first record has a matrix of 128 x 87; *' \
  "melsift extract: 1 of 2 files, 1 failed"
for format in csv arff; do
  expect 1 extract --set mel long.wav --format $format
  says "melsift extract: long.wav: ${format^^} can't contain a matrix (use --format npz or jsonl)"
done

# Damage.
head -c 3000 t.npz >cut.npz
expect 1 train cut.npz -o no.safetensors
[[ "$(head -n 1 err)" = "melsift train: cut.npz: not a complete zip archive ("* ]] || fail "$(head -n 1 err)"
expect 1 classify -m jsonl.safetensors cut.npz
[[ "$(head -n 1 err)" = "melsift classify: cut.npz: not a complete zip archive ("* ]] || fail "$(head -n 1 err)"
nothing out
{ head -c 300 t.npz; printf X; tail -c +302 t.npz; } >bad.npz
expect 3 classify -m jsonl.safetensors bad.npz
grep -qx "melsift classify: bad.npz: X.npy: CRC error" err || fail "$(cat err)"

# NumPy itself.
python=
for candidate in /usr/bin/python3 python3; do
  [ -n "$python" ] || ! $candidate -c 'import numpy' 2>/dev/null || python=$candidate
done
if [ -z "$python" ]; then
  skip_part "NumPy reads and writes (python3-numpy is not installed)"
  passed
fi
cat >check.py <<'END'
import json, numpy
records = [json.loads(line) for line in open("plain.jsonl", encoding="utf-8")]
table = numpy.load("t.npz")  # refuses pickles
assert table["X"].dtype == numpy.float32 and table["X"].shape == (12, 40)
assert (table["X"] == numpy.array([r["features"] for r in records], dtype=numpy.float32)).all()
assert table["y"].dtype == numpy.int64
assert [table["labels"][i] for i in table["y"]] == [r["label"] for r in records]
assert list(table["labels"]) == sorted(set(r["label"] for r in records))
assert list(table["paths"]) == [r["path"] for r in records]
assert list(table["group"]) == [r["group"] for r in records]
assert list(table["split"]) == [r["split"] for r in records]
assert list(table["duration_s"]) == [r["duration_s"] for r in records]
assert list(table["columns"]) == [f"mfcc{i}_mean" for i in range(1, 41)]
assert str(table["front_end"]) == records[0]["front_end"]
assert numpy.load("mel.npz")["X"].shape == (12, 128, 44)
numpy.savez_compressed("again.npz", **table)
numpy.savez("mine.npz", X=table["X"].astype(float), y=[r["label"] for r in records])
# A few kilobytes that claim a row with too much memory.
numpy.savez_compressed("bomb.npz", X=numpy.zeros((1, 2**26 + 1), dtype=numpy.float32))
END
$python check.py || fail "NumPy disagrees"
expect 0 train -q --epochs 3 again.npz -o again.safetensors
same jsonl.safetensors again.safetensors
expect 0 prepare -q mine.npz
holds out 'length == 12 and .[3].path == "mine.npz#3" and all(.front_end == "array shape=40")'
jq -c '[.label, .features]' out | cmp - <(jq -c '[.label, .features]' plain.jsonl) || fail "float64 or labels as text"
expect 1 prepare bomb.npz
[ "$(head -n 1 err)" = "melsift prepare: bomb.npz: X.npy: a row of more than 256 MiB" ] || fail "$(head -n 1 err)"

passed
