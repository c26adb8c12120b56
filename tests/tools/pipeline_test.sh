#!/usr/bin/env bash
# End to end: the main task, tool after tool, on composed music; gtzan_outside_test.sh does the same
# with recordings.
# Usage: pipeline_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# The accuracy of evaluate in out, in whole per cent.
accuracy() { awk '$1 == "accuracy" { print int($2) }' out; }

expect 0 demo_music genres --tracks 10 --seconds 3

# Files between the tools ...
expect 0 melsift prepare genres --split 70/10/20 -o tracks.jsonl
expect 0 melsift extract tracks.jsonl -o features.jsonl
silent
records features.jsonl 100
jq -c 'del(.duration_s, .sample_rate, .front_end, .features)' features.jsonl | cmp - <(jq -c . tracks.jsonl) ||
  fail "extract changed the records of prepare"
expect 0 melsift train -q features.jsonl -o genre.safetensors
silent
expect 0 melsift classify -m genre.safetensors features.jsonl -o classified.jsonl
silent
expect 0 melsift evaluate classified.jsonl
says "melsift evaluate: evaluating the records with split=test (--use all: all records)"
grep -q ' 20 tracks$' out || fail "not judged by 20 tracks"
# Ten styles that differ clearly: chance would be 10 %.
[ "$(accuracy)" -ge 60 ] || fail "accuracy $(accuracy) %"
mv out report

# ... or pipes: the same, byte by byte.
melsift prepare genres --split 70/10/20 2>err | melsift extract -j 2 2>>err | tee features2.jsonl |
  melsift train -q - -o genre2.safetensors 2>>err
same features.jsonl features2.jsonl
same genre.safetensors genre2.safetensors
melsift extract tracks.jsonl | melsift classify -j 1 -m genre.safetensors - | melsift evaluate - >out 2>err
same report out

# Records are lines: cut, shuffled and put together again they give the same.
split -l 7 features.jsonl part.
for part in part.*; do melsift classify -m genre.safetensors "$part"; done >parts.jsonl
same classified.jsonl parts.jsonl
tac features.jsonl | melsift classify -m genre.safetensors | tac >backwards.jsonl
same classified.jsonl backwards.jsonl
grep '"split":"test"' classified.jsonl | melsift evaluate --use all >out
same report out

# From a track directly to recommendations, from a catalogue of tags or of sounds.
# shellcheck disable=SC2002  # as it is typed
cat genres/jazz/jazz.00003.wav | melsift classify -m genre.safetensors - 2>err |
  melsift recommend --catalogue genres/tracks.csv -n 5 2>>err >next.jsonl
records next.jsonl 5
genre=$(melsift classify -m genre.safetensors genres/jazz/jazz.00003.wav | jq -r .predicted)
holds next.jsonl 'all(.genre == $genre) and map(.rank) == [1, 2, 3, 4, 5]' --arg genre "$genre"
expect 0 melsift recommend --catalogue classified.jsonl -n 5 - <<<"$(grep jazz.00003 classified.jsonl)"
records out 5
holds out 'all(.path != "genres/jazz/jazz.00003.wav") and all(.reasons | any(startswith("sound")))'

# A custom front end is kept in records and model, and others are refused.
melsift prepare -q genres --split 80/20 | melsift extract --n-mfcc 13 --padding reflect |
  melsift train -q -o small.safetensors
expect 0 melsift classify -m small.safetensors genres/blues/blues.00000.wav
holds out '.[0].features | length == 13'
expect 1 melsift classify -m small.safetensors features.jsonl
[ "$(tail -n 1 err)" = "melsift classify: 0 of 100 records, 100 failed" ] || fail "taken from another front end"

passed
