#!/usr/bin/env bash
# End to end: the main job, tool after tool, on composed music and, where $MELSIFT_DATA has it, on
# recordings.
# Usage: pipeline_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# The accuracy that evaluate tells in out, in whole per cent.
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
says "melsift evaluate: judging by the records with split=test (--use all takes all)"
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

# A track straight to what to hear next, from a catalogue of tags or of sounds.
# shellcheck disable=SC2002  # as it is typed
cat genres/jazz/jazz.00003.wav | melsift classify -m genre.safetensors - 2>err |
  melsift recommend --catalogue genres/tracks.csv -n 5 2>>err >next.jsonl
records next.jsonl 5
genre=$(melsift classify -m genre.safetensors genres/jazz/jazz.00003.wav | jq -r .predicted)
holds next.jsonl 'all(.genre == $genre) and map(.rank) == [1, 2, 3, 4, 5]' --arg genre "$genre"
expect 0 melsift recommend --catalogue classified.jsonl -n 5 - <<<"$(grep jazz.00003 classified.jsonl)"
records out 5
holds out 'all(.path != "genres/jazz/jazz.00003.wav") and all(.reasons | any(startswith("sound")))'

# A front end of one's own goes along with the records into the model, and nothing else is taken.
melsift prepare -q genres --split 80/20 | melsift extract --n-mfcc 13 --padding reflect |
  melsift train -q -o small.safetensors
expect 0 melsift classify -m small.safetensors genres/blues/blues.00000.wav
holds out '.[0].features | length == 13'
expect 1 melsift classify -m small.safetensors features.jsonl
[ "$(tail -n 1 err)" = "melsift classify: 0 of 100 records, 100 failed" ] || fail "taken from another front end"

# Recordings as they are found in the wild.
data=${MELSIFT_DATA:-/nowhere}
if [ -d "$data/data/gtzan-audio" ]; then
  melsift prepare -q "$data/data/gtzan-audio" --split 80/20 | melsift extract -o gtzan.jsonl
  count=$(find "$data/data/gtzan-audio" -type f \( -name '*.wav' -o -name '*.au' -o -name '*.mp3' \) | wc -l)
  records gtzan.jsonl "$count"
  holds gtzan.jsonl 'all(.duration_s > 29 and (.features | length == 40))'
  expect 0 melsift train -q gtzan.jsonl -o gtzan.safetensors
  expect 0 melsift classify -m gtzan.safetensors gtzan.jsonl -o gtzan-classified.jsonl
  expect 0 melsift evaluate --use train gtzan-classified.jsonl
  [ "$(accuracy)" -ge 60 ] || fail "GTZAN: accuracy on the training tracks $(accuracy) %"
  au=$(find "$data/data/gtzan-audio" -name '*.au' | sort | head -n 1)
  expect 0 melsift classify -m gtzan.safetensors - <"$au"
  records out 1
  if [ -e "$data/data/catalogue/tracks.csv" ]; then
    melsift recommend -q --catalogue "$data/data/catalogue/tracks.csv" -n 10 <out >next.jsonl 2>err
    records next.jsonl 10
  fi

  # What the default model for features says of the recordings is what it says of the published
  # rows about them; those that were found at 44.1 kHz have been resampled by somebody else.
  model=$here/../../models/gtzan57.safetensors
  table=$data/data/gtzan-features/features_30_sec.dev.csv
  if [ -e "$table" ]; then
    expect 0 melsift classify -m "$model" "$data/data/gtzan-audio" -o heard.jsonl
    silent
    sed 's/^\([a-z]*\.[0-9]*\)\.wav,/\1,/' "$table" >table.csv
    melsift prepare -q --table table.csv --id-column filename --label-column label --drop-columns length |
      melsift classify -m "$model" - >published.jsonl
    records heard.jsonl "$count"
    holds published.jsonl '(map({key: .path, value: .}) | from_entries) as $published | $heard |
      all(. as $one | ($published[.path | sub(".*/"; "") | sub("\\.[a-z0-9]+$"; "")]) as $row |
        $one.predicted == $row.predicted and
        all($row.scores | keys[]; ($one.scores[.] - $row.scores[.]) | fabs <
          (if $one.sample_rate == 22050 then 1e-3 else 3e-3 end)))' --slurpfile heard heard.jsonl
  else
    echo "skipped: \$MELSIFT_DATA has no data/gtzan-features/features_30_sec.dev.csv"
  fi
else
  echo "skipped: \$MELSIFT_DATA has no data/gtzan-audio"
fi
if compgen -G "$data/audio/*.ogg" >/dev/null; then
  expect 0 melsift classify -m genre.safetensors "$data"/audio/*.ogg
  silent
  holds out 'length > 0 and all(.sample_rate == 44100 and .duration_s > 5)'
else
  echo "skipped: \$MELSIFT_DATA has no audio/*.ogg"
fi

passed
