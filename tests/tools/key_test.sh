#!/usr/bin/env bash
# End to end: key and tempo beside other features, of music whose key and tempo are known.
# Usage: key_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

demo_music demo --tracks 3 --seconds 10 --scores scores.csv 2>/dev/null
[ "$(head -n 1 scores.csv)" = path,key,tempo_bpm ] || fail "$(head -n 1 scores.csv)"
find demo -name '*.wav' | sort >list
expect 0 extract --set mfcc --key-and-tempo - <list
holds out 'length == 30 and all((.features | length) == 40 and .key_confidence > 0 and .key_confidence <= 1)'
# Keys that are right, tempos within 6 % of the composed one, its half or its double, and all tracks.
read -r keys tempos tracks < <(jq -r '[.path, .key, .tempo_bpm] | @tsv' out | awk -F'\t' '
  BEGIN { while ((getline line <"scores.csv") > 0) { split(line, cell, ","); key[cell[1]] = cell[2]; tempo[cell[1]] = cell[3] } }
  { right += $2 == key[$1]
    ratio = $3 / tempo[$1]
    while (ratio > 1.5) ratio /= 2
    while (ratio < 0.75) ratio *= 2
    steady += ratio > 0.94 && ratio < 1.06 }
  END { print right, steady, NR }')
((tracks == 30 && keys >= 20 && tempos >= 25)) || fail "$keys keys and $tempos tempos of $tracks"

# Pieces of a track share its key; without the option there is none.
expect 0 extract --set mfcc --key-and-tempo --segment-s 4 demo/jazz/jazz.00000.wav
holds out 'length > 1 and (map([.key, .tempo_bpm]) | unique | length) == 1'
expect 0 extract --set mfcc demo/jazz/jazz.00000.wav
holds out 'all((has("key") or has("tempo_bpm")) | not)'
prepare demo 2>/dev/null | extract 2>/dev/null | train - -o toy --epochs 1 -q || fail "no model"
expect 0 classify -m toy --key-and-tempo demo/jazz/jazz.00000.wav --format jsonl
holds out 'all(has("key") and .tempo_bpm > 0 and has("scores"))'

# collect scan stores them, and recommend orders by them.
mkdir bare
cp "$bin/collect" bare/  # without the bundled models
expect 0 bare/collect scan -q demo/jazz demo/techno --db demo.db
expect 0 collect export --db demo.db
holds out 'length == 6 and all(has("key") and has("key_confidence"))'
expect 0 recommend --catalogue demo.db --like "$PWD/demo/jazz/jazz.00000.wav" -n 5 --order flow
holds out 'map(.rank) == [1, 2, 3, 4, 5]'

passed
