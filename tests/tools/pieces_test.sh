#!/usr/bin/env bash
# End to end: extract on pieces and parts of tracks, and matrices.
# Usage: pieces_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

make_audio ten.wav 10 22050 1 1
make_audio three.wav 3 22050 1 2
make_audio short.wav 1 22050 1 3
# ten.wav from 3 s to 6 s, put together byte by byte: a header of three seconds, 16-bit samples.
bytes=$((3 * 22050 * 2))
header=$(($(stat -c %s three.wav) - bytes))
{
  head -c $header three.wav
  head -c $((header + 2 * bytes)) ten.wav | tail -c $bytes
} >middle.wav

# numbers FILE INDEX: the matrix of a record, a row a line.
numbers() {
  jq -s ".[$2].mel" "$1" >mel
  jq -r .data mel | base64 -d | od -An -v -t f4 -w4 |
    awk -v columns="$(jq '.shape[1]' mel)" '{ printf "%s%s", $1, NR % columns ? " " : "\n" }'
}

# Segments: ten seconds contain three of three seconds; the rest is left out.
expect 0 extract --segment-s 3 ten.wav
silent
records out 3
holds out 'map(.segment) == [{index: 0, start_s: 0, duration_s: 3}, {index: 1, start_s: 3, duration_s: 3},
  {index: 2, start_s: 6, duration_s: 3}]'
holds out 'all(.path == "ten.wav" and .group == "ten.wav" and .duration_s == 10 and .sample_rate == 22050)'
holds out 'all(.features | length == 40) and (map(.features) | unique | length == 3)'
holds out 'all(.front_end | endswith(" stat=mean segment_s=3"))'
mv out segments
# Each is analysed like a track: the same features as a file with the same sound.
extract middle.wav >whole
holds segments '.[1].features == $whole[0].features' --slurpfile whole whole
# A piece of the very length of the track is the track.
expect 0 extract --segment-s 3 middle.wav
records out 1
holds out '.[0].features == $whole[0].features' --slurpfile whole whole
# They overlap if the step is shorter, and have gaps if it is longer.
expect 0 extract --segment-s 3 --segment-hop-s 1.5 ten.wav
silent
holds out 'map(.segment.start_s) == [0, 1.5, 3, 4.5, 6] and map(.segment.index) == [0, 1, 2, 3, 4]'
holds out 'all(.front_end | endswith(" segment_s=3 segment_hop_s=1.5"))'
holds out '[.[0, 2, 4].features] == [$segments[].features]' --slurpfile segments segments
expect 0 extract --segment-s 3 --segment-hop-s 6 ten.wav
holds out 'map(.segment.start_s) == [0, 6] and [.[].features] == [$segments[0, 2].features]' \
  --slurpfile segments segments

# Each piece has the fields of the track's record; its own group stays.
echo '{"path":"ten.wav","label":"rock","group":"Ann","mine":[1]}' >tracks.jsonl
echo '{"path":"three.wav","label":"jazz"}' >>tracks.jsonl
expect 0 extract -j 1 --segment-s 3 tracks.jsonl
silent
holds out 'map(.group) == ["Ann", "Ann", "Ann", "three.wav"] and map(.label) == ["rock", "rock", "rock", "jazz"]'
holds out 'map(.mine) == [[1], [1], [1], null]'
mv out one
for threads in 2 5; do
  expect 0 extract -j $threads --segment-s 3 tracks.jsonl
  same one out
done
expect 0 extract --segment-s 3 - <ten.wav
holds out 'all(.path == "-" and .group == "-") and [.[].features] == [$segments[].features]' \
  --slurpfile segments segments
expect 0 extract ten.wav  # whole tracks are no pieces
holds out 'all(has("group") or has("segment") | not)'

# Matrices: 1 + 220500 / 512 frames of 128 bands; the loudest is 0 dB, nothing is below -80.
expect 0 extract --set mel ten.wav
silent
records out 1
holds out '.[0] | .mel.shape == [128, 431] and .mel.dtype == "float32" and (has("features") or has("segment") | not)'
holds out '.[0].front_end == "mel sr=22050 n_fft=2048 hop_length=512 n_mels=128 padding=constant ref=max top_db=80"'
numbers out 0 >matrix
awk '{ for (i = 1; i <= NF; i++) { if ($i > most || !n) most = $i; if ($i < least || !n) least = $i; n++ } }
  END { exit !(n == 128 * 431 && most == 0 && least >= -80.001) }' matrix || fail "not decibels below the loudest"
expect 0 extract --set mel --zscore ten.wav
numbers out 0 | awk '{ for (i = 1; i <= NF; i++) { n++; sum += $i; squares += $i * $i } }
  END { mean = sum / n; exit !(mean^2 < 1e-10 && (squares / n - mean^2 - 1)^2 < 1e-8) }' ||
  fail "z-scores without a mean of 0 and a variance of 1"
holds out '.[0].front_end | endswith(" top_db=80 zscore=1")'
expect 0 extract --set mfcc --n-mfcc 13 --deltas 2 --stat frames ten.wav
holds out '.[0] | .mel.shape == [39, 431] and (has("features") | not)'

# Windows are columns of the whole track's matrix.
expect 0 extract --set mel --window-frames 128 ten.wav
silent
records out 3
holds out 'all(.mel.shape == [128, 128] and .group == "ten.wav")'
holds out 'map(.segment.start_s * 22050 / 512 | round) == [0, 128, 256] and map(.segment.index) == [0, 1, 2]'
holds out 'all((.segment.duration_s - 128 * 512 / 22050 | fabs) < 1e-9)'
holds out 'all(.front_end | endswith(" top_db=80 window_frames=128"))'
expect 0 extract --set mel --window-frames 128 --window-hop-frames 64 ten.wav
records out 5
holds out 'all(.front_end | endswith(" window_frames=128 window_hop_frames=64"))'
for window in 0 1 4; do
  numbers out $window >got
  cut -d ' ' -f $((64 * window + 1))-$((64 * window + 128)) matrix >wanted
  same wanted got
done
expect 0 extract --stat frames --window-frames 100 ten.wav
holds out 'length == 4 and all(.mel.shape == [40, 100])'

# Parts: of the track, before all else.
expect 0 extract --offset-s 3 --duration-s 3 ten.wav
silent
holds out '.[0] | .features == $whole[0].features and .front_end == $whole[0].front_end and .duration_s == 3' \
  --slurpfile whole whole
expect 0 extract --offset-s 3 ten.wav
holds out '.[0].duration_s == 7'
expect 0 extract --duration-s 30 three.wav  # no more than there is
holds out '.[0].duration_s == 3'
expect 0 extract --offset-s 3 --duration-s 6.5 --segment-s 3 ten.wav
holds out 'map(.segment.start_s) == [0, 3] and [.[].features] == [$segments[1, 2].features]' \
  --slurpfile segments segments
expect 0 extract --offset-s 3 --duration-s 3 - <ten.wav
holds out '.[0].features == $whole[0].features' --slurpfile whole whole
expect 1 extract --offset-s 11 ten.wav
nothing out
says "melsift extract: ten.wav: starts after the end (*"

# A track that is shorter than a piece: one line, the others done.
expect 1 extract --segment-s 3 short.wav
nothing out
says "melsift extract: short.wav: is 1.00 s long, shorter than a piece of 3 s"
expect 3 extract --segment-s 3 short.wav ten.wav
jq -c . segments | cmp - out || fail "the long track's segments"
says "melsift extract: short.wav: is 1.00 s long, shorter than a piece of 3 s" \
  "melsift extract: 1 of 2 files, 1 failed"
expect 1 extract --set mel --window-frames 128 - <short.wav
nothing out
says "melsift extract: standard input: is 44 frames long, shorter than a piece of 128"

# Options that can't be combined.
misused "melsift extract: segment_hop_s: needs segment_s" extract --segment-hop-s 1 ten.wav
misused "melsift extract: window_hop_frames: needs window_frames" \
  extract --set mel --window-hop-frames 8 ten.wav
misused "melsift extract: window_frames: needs the set mel, or mfcc with stat=frames" \
  extract --window-frames 128 ten.wav
misused "melsift extract: window_frames: can't be combined with segment_s" \
  extract --set mel --window-frames 128 --segment-s 3 ten.wav
misused "melsift extract: segment_s: -1, expected a length in seconds" extract --segment-s -1 ten.wav
misused "melsift extract: --offset-s: *" extract --offset-s -1 ten.wav
misused "melsift extract: zscore: belongs to the set mel, not to mfcc" extract --zscore ten.wav
misused "melsift extract: deltas: belongs to the set mfcc, not to full" extract --set full --deltas 1 ten.wav

passed
