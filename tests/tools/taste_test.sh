#!/usr/bin/env bash
# A taste: from likes and dislikes to a network, and its use in recommendations.
# Usage: taste_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# The worked example, as printed.
expect 0 "$here/../../examples/taste.sh" --bin "$bin" --work example
grep -c '^#EXTINF' example/next.m3u8 | grep -qx 8 || fail "no playlist of eight"
metadata example/taste.safetensors .target | grep -qx '"liked"' || fail "the model's target"
metadata example/taste-by-name.safetensors .front_end | grep -q 'metadata genres=.*languages=.*years=' ||
  fail "the front end of a model of names"
# Disliked tracks are never recommended, and recommended tracks are similar to liked ones.
expect 0 recommend --catalogue example/names.jsonl --taste example/taste-by-name.safetensors -n 16
holds out 'length == 16 and all(.genre as $g | ["metal", "disco"] | index($g))'
holds out 'map(.score) | . == (sort | reverse)'
holds out 'all(.reasons[-1] | startswith("taste "))'
# classify knows such a model, too, and leaves what sound a record has.
expect 0 classify -m example/taste-by-name.safetensors example/names.jsonl
holds out 'length == 80 and all(.scores.liked + .scores.disliked | . > 0.999 and . < 1.001) and all(has("features") | not)'

# A made-up listener: likes what is of class a, says so in playlists or in the records.
toy_features 90 >tracks.jsonl
jq -c 'select(.label == "a") | {path}' tracks.jsonl | head -n 10 >likes.jsonl
(echo '#EXTM3U'; jq -r 'select(.label != "a") | .path' tracks.jsonl | head -n 14) >dislikes.m3u8
expect 0 train --target liked --likes likes.jsonl --dislikes dislikes.m3u8 --epochs 60 -o by_lists.safetensors tracks.jsonl
grep -q '^melsift train: 66 records are neither liked nor disliked: left out$' err || fail "$(cat err)"
jq -c --slurpfile likes likes.jsonl '.path as $p | if any($likes[]; .path == $p) then .liked = true else . end' tracks.jsonl |
  awk 'NR == FNR { if (!/^#/) no[$0] = 1; next }
       { match($0, /"path":"[^"]*"/); path = substr($0, RSTART + 8, RLENGTH - 9)
         if (path in no) sub(/}$/, ",\"liked\":false}"); print }' dislikes.m3u8 - >said.jsonl
expect 0 train --target liked --epochs 60 -o by_words.safetensors said.jsonl
same by_lists.safetensors by_words.safetensors
expect 0 recommend --catalogue tracks.jsonl --taste by_lists.safetensors -n 20
holds out 'map(select(.label == "a")) | length >= 18'
# Liked tracks are optional.
expect 0 recommend --catalogue said.jsonl --taste by_lists.safetensors -n 30 --exclude-liked
holds out 'length == 30 and all(.liked == null)'
expect 0 recommend --catalogue said.jsonl --taste by_lists.safetensors -n 30
holds out 'map(select(.liked == true)) | length > 0'
# Twelve ratings: no certainty, and the scores keep their order (Platt's target for 6 of a class is 7/8).
jq -c 'select(.liked == true)' said.jsonl | head -n 6 >few.jsonl
jq -c 'select(.liked == false)' said.jsonl | head -n 6 >>few.jsonl
expect 0 train -q --target liked -o few.safetensors few.jsonl
expect 0 recommend --catalogue tracks.jsonl --taste few.safetensors -n 20
holds out 'map(.score) | all(. < 0.99) and (unique | length > 10)'
# Combined with the similarity to a track, by weights.
expect 0 recommend --catalogue tracks.jsonl --taste by_lists.safetensors --like 1.wav --weight taste=0,genre=0 -n 1
cp out alone
expect 0 recommend --catalogue tracks.jsonl --like 1.wav --weight genre=0 -n 1
cmp <(jq .path out) <(jq .path alone) || fail "a taste without weight has a say"
# As classes: classify and evaluate know the target.
jq -c "select(has(\"liked\"))" said.jsonl >words.jsonl
expect 0 classify -m by_words.safetensors -o classified.jsonl words.jsonl
expect 0 evaluate --target liked --use all --allow-overlap --json classified.jsonl
holds out '.[0].count == 24 and .[0].accuracy > 0.9'

# Mistakes.
misused 'melsift train: --likes and --dislikes: need --target liked' train --likes likes.jsonl -o x tracks.jsonl
expect 1 train --target liked -o x tracks.jsonl
grep -q 'no record to train on' err || fail "$(cat err)"
cp likes.jsonl both.jsonl
expect 1 train --target liked --likes likes.jsonl --dislikes both.jsonl -o x tracks.jsonl
grep -q '^melsift train: both.jsonl:1: 0.wav is "disliked" here and "liked" before$' err || fail "$(cat err)"
expect 0 train -q tracks.jsonl -o genre.safetensors
expect 1 recommend --catalogue tracks.jsonl --taste genre.safetensors
says 'melsift recommend: genre.safetensors: is not a model of a taste: it has no class "liked" (melsift train --target liked)'
printf '{"path":"a","genre":"rock"}\n' >silent.jsonl
expect 1 recommend --catalogue silent.jsonl --taste by_words.safetensors
says "melsift recommend: by_words.safetensors: can't score any of the tracks: they lack the features that it was trained on"
expect 1 recommend --catalogue tracks.jsonl --taste missing.safetensors
says "melsift recommend: missing.safetensors: can't open: No such file or directory"
passed
