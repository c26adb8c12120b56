#!/usr/bin/env bash
# End to end: the main job on real recordings: GTZAN's tracks, and four from elsewhere in Ogg Vorbis.
# Usage: gtzan_outside_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
outside data/gtzan-audio data/gtzan-features/features_30_sec.dev.csv data/catalogue/tracks.csv audio
tracks=$MELSIFT_DATA/data/gtzan-audio
table=$MELSIFT_DATA/data/gtzan-features/features_30_sec.dev.csv

melsift prepare -q "$tracks" --split 80/20 | melsift extract -o gtzan.jsonl
count=$(find "$tracks" -type f \( -name '*.wav' -o -name '*.au' -o -name '*.mp3' \) | wc -l)
records gtzan.jsonl "$count"
holds gtzan.jsonl 'all(.duration_s > 29 and (.features | length == 40))'
expect 0 melsift train -q gtzan.jsonl -o gtzan.safetensors
expect 0 melsift classify -m gtzan.safetensors gtzan.jsonl -o gtzan-classified.jsonl
expect 0 melsift evaluate --use train gtzan-classified.jsonl
accuracy=$(awk '$1 == "accuracy" { print int($2) }' out)
[ "$accuracy" -ge 60 ] || fail "accuracy on the training tracks $accuracy %"
au=$(find "$tracks" -name '*.au' | sort | head -n 1)
expect 0 melsift classify -m gtzan.safetensors - <"$au"
records out 1
melsift recommend -q --catalogue "$MELSIFT_DATA/data/catalogue/tracks.csv" -n 10 <out >next.jsonl 2>err
records next.jsonl 10

# A model of the published table predicts the same from the recordings as from the rows about them.
# Somebody else resampled the recordings that are at 44.1 kHz.
sed 's/^\([a-z]*\.[0-9]*\)\.wav,/\1,/' "$table" >table.csv
melsift prepare -q --table table.csv --id-column filename --label-column label --drop-columns length >table.jsonl
expect 0 melsift train -q --arch tabular --leave-out harmony_mean,perceptr_mean --validation 0 \
  table.jsonl -o table.safetensors
expect 0 melsift classify -m table.safetensors "$tracks" -o heard.jsonl
silent
melsift classify -m table.safetensors table.jsonl >published.jsonl
records heard.jsonl "$count"
holds published.jsonl '(map({key: .path, value: .}) | from_entries) as $published | $heard |
  all(. as $one | ($published[.path | sub(".*/"; "") | sub("\\.[a-z0-9]+$"; "")]) as $row |
    $one.predicted == $row.predicted and
    all($row.scores | keys[]; ($one.scores[.] - $row.scores[.]) | fabs <
      (if $one.sample_rate == 22050 then 1e-3 else 3e-3 end)))' --slurpfile heard heard.jsonl

expect 0 melsift classify -m gtzan.safetensors "$MELSIFT_DATA"/audio/*.ogg
silent
holds out 'length == 4 and all(.sample_rate == 44100 and .duration_s > 5)'

passed
