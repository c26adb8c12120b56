#!/usr/bin/env bash
# End to end: files that are not what they claim to be, among good ones.  Each gives one line that
# names it; the others are done, nothing crashes, hangs, fills the memory or gives a NaN.
# Usage: hostile_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

make_audio first.wav 1
make_audio last.flac 1 44100 2 2
extract first.wav last.flac >good

# A gigabyte of addresses is enough for any of these; a sanitizer's build needs more.
limit=unlimited
(ulimit -v 1000000; extract --version) >version 2>&1 && limit=1000000
limited() { (ulimit -v $limit; exec timeout $((60 * slow)) "$@"); }

# refused LINE FILE...: among good files, each FILE is the one failure, for the reason LINE.
refused() {
  local line=$1 file
  shift
  for file; do
    for threads in 1 2; do
      expect 3 limited extract -j $threads first.wav "$file" last.flac
      same good out
      says "melsift extract: $file: $line" "melsift extract: 2 of 3 files, 1 failed"
    done
  done
}

# accepted FILE...: among good files, each gives a record of numbers.
accepted() {
  local file
  for file; do
    expect 0 limited extract first.wav "$file" last.flac
    silent
    records out 3
    sed -n 2p out >record
    holds record '.[0].features | length == 40 and all(type == "number")'
  done
}

# survived FILE...: each gives a record or a line; the good files are not affected.
survived() {
  local got=0 file
  limited extract -j 2 first.wav "$@" last.flac >out 2>err || got=$?
  [ "$got" -eq 0 ] || [ "$got" -eq 3 ] || fail "exit $got: $(tail -n 1 err)"
  sed -n '1p;$p' out | cmp - good || fail "the good files are not as ever"
  holds out 'all(.features | length == 40 and all(type == "number"))'
  jq -r .path out >answered
  sed -n 's/^melsift extract: \([^:]*\): .*/\1/p' err >>answered
  { printf '%s\n' first.wav "$@" last.flac; } | sort >wanted
  sort answered | cmp - wanted || fail "not one record or line each: $(sort answered | diff - wanted | head -n 3)"
  [ "$(wc -l <err)" -eq "$(grep -c '^melsift extract: ' err)" ] || fail "strange lines: $(grep -v '^melsift extract: ' err | head -n 3)"
}

le() { local i; for ((i = 0; i < $2; i++)); do printf '%b' "\\x$(printf '%02x' $((($1 >> 8 * i) & 255)))"; done; }
be() { local i; for ((i = $2 - 1; i >= 0; i--)); do printf '%b' "\\x$(printf '%02x' $((($1 >> 8 * i) & 255)))"; done; }
zeros() { head -c "$1" /dev/zero; }
noise() { awk -v n="$1" -v seed="$2" 'BEGIN { srand(seed); for (i = 0; i < n; i++) printf "%c", 1 + int(rand() * 127) }'; }
# wav KIND CHANNELS RATE BITS BYTES_OF_DATA: a WAV's header; kind 1 is integers, 3 is floats.
wav() {
  printf RIFF; le $(($5 + 36)) 4; printf 'WAVEfmt '; le 16 4; le "$1" 2; le "$2" 2; le "$3" 4
  le $(($3 * $2 * $4 / 8)) 4; le $(($2 * $4 / 8)) 2; le "$4" 2; printf data; le "$5" 4
}
# au ENCODING CHANNELS RATE BYTES_OF_DATA: an AU's header; encoding 3 is 16 bit, 6 is float.
au() { printf .snd; be 24 4; be "$4" 4; be "$1" 4; be "$3" 4; be "$2" 4; }

# Empty files, text, and inputs that are not files.
: >empty.wav
refused "is empty" empty.wav
echo "These are words and no music, whatever the name." >text.mp3
refused "is not an audio file of a known format" text.mp3
zeros 100000 >zeros.wav
refused "is not an audio file of a known format" zeros.wav
ln -s nowhere dangling.wav
refused "can't open: No such file or directory" dangling.wav
mkfifo fifo.wav
refused "is a FIFO, which might never answer; send it through standard input instead" fifo.wav
mkdir folder.wav
expect 3 limited extract first.wav folder.wav last.flac
same good out
says "melsift extract: folder.wav: no audio files in this folder" "melsift extract: 2 of 3 files, 1 failed"

# The same below a folder that is walked.
mkdir -p walked/sub.wav
mv empty.wav dangling.wav fifo.wav walked/sub.wav
cp first.wav walked/a.wav
expect 3 limited extract walked
records out 1
says "melsift extract: walked/sub.wav/dangling.wav: can't open: No such file or directory" \
  "melsift extract: walked/sub.wav/empty.wav: is empty" \
  "melsift extract: walked/sub.wav/fifo.wav: is a FIFO, *" \
  "melsift extract: 1 of 4 files, 3 failed"

# No permission.  Root may read anything, so it steps down where it can.
cp first.wav secret.wav
chmod 000 secret.wav
if [ "$(id -u)" -ne 0 ]; then
  refused "can't open: Permission denied" secret.wav
elif chmod 755 . && setpriv --reuid=65534 --regid=65534 --clear-groups extract --version >/dev/null 2>&1; then
  chmod 644 first.wav last.flac
  expect 3 setpriv --reuid=65534 --regid=65534 --clear-groups "$bin/extract" first.wav secret.wav last.flac
  same good out
  says "melsift extract: secret.wav: can't open: Permission denied" "melsift extract: 2 of 3 files, 1 failed"
else
  skip_part "a file without permission (root can't step down here)"
fi

# Cut at every 4 KiB, in each format: named, every time.
formats=(wav au aiff caf w64 flac ogg opus mp3)
for format in m4a aac wma webm; do
  make_audio "try.$format" 0.1 2>/dev/null && formats+=("$format")
done
for format in "${formats[@]}"; do
  make_audio "whole.$format" 2 48000 1 3
  accepted "whole.$format"
  cuts=()
  for ((size = 4096; size < $(stat -c %s "whole.$format"); size += 4096)); do
    head -c $size "whole.$format" >"cut$size.$format"
    cuts+=("cut$size.$format")
  done
  [ ${#cuts[@]} -gt 0 ] || fail "whole.$format is too short to be cut"
  lines=()
  for cut in "${cuts[@]}"; do lines+=("melsift extract: $cut: *"); done
  expect 3 limited extract -j 2 first.wav "${cuts[@]}" last.flac
  same good out
  says "${lines[@]}" "melsift extract: 2 of $((${#cuts[@]} + 2)) files, ${#cuts[@]} failed"
done

# Noise behind valid headers, and single bytes that are wrong.
for format in "${formats[@]}"; do
  files=()
  size=$(stat -c %s "whole.$format")
  for kept in 12 64 300 3000; do
    { head -c $kept "whole.$format"; noise $((size - kept)) $kept; } >"noise$kept.$format"
    files+=("noise$kept.$format")
  done
  for at in 5 20 37 60 150 700 $((size / 2)) $((size - 10)); do
    { head -c "$at" "whole.$format"; printf '\377'; tail -c +$((at + 2)) "whole.$format"; } >"byte$at.$format"
    files+=("byte$at.$format")
  done
  survived "${files[@]}"
done

# Headers that promise more than exists.
zeros 10000 >data
{ wav 1 1 22050 16 $((0xF0000000)); cat data; } >four_gb.wav
{ au 3 1 22050 $((0xF0000000)); cat data; } >four_gb.au
refused "truncated: 10000 of 4026531840 bytes of sound" four_gb.wav four_gb.au
{ printf riff; zeros 36; printf data; zeros 12; le $((1 << 40)) 8; cat data; } >promise.w64
{ printf caff; be 65536 4; printf data; be $((1 << 40)) 8; cat data; } >promise.caf
refused "truncated: 10000 of 1099511627??? bytes of sound" promise.w64 promise.caf
{ wav 1 1 22050 16 $((0xFFFFFFFF)); cat data; } >unknown_size.wav  # as a pipe's
accepted unknown_size.wav
{ head -c 21 last.flac; printf '\xFF\xFF\xFF\xFF\xFF'; tail -c +27 last.flac; } >promise.flac
refused "truncated or damaged: decoding ends after 1.0 s of *" promise.flac

# Channels and rates.
{ wav 1 64 22050 16 10000; cat data; } >channels64.wav
accepted channels64.wav
for channels in 0 65535; do { wav 1 $channels 22050 16 10000; cat data; } >channels$channels.wav; done
{ au 3 $((0xFFFFFFFF)) 22050 10000; cat data; } >channels.au
refused "*" channels0.wav channels65535.wav channels.au
for rate in 1 10000000; do { wav 1 1 $rate 16 10000; cat data; } >rate$rate.wav; done
refused "sample rate 1 Hz, expected 1000 to 1000000" rate1.wav
refused "sample rate 10000000 Hz, expected 1000 to 1000000" rate10000000.wav
{ wav 1 1 0 16 10000; cat data; } >rate0.wav
refused "*" rate0.wav

# Floats that are not numbers, or not sound.
for value in 0x7FC00000 0x7F800000 0xFF800000; do
  { wav 3 1 22050 32 8; le 0 4; le $value 4; } >float$value.wav
  { au 6 1 22050 8; be 0 4; be $value 4; } >float$value.au
  refused "sample 1 is not a finite number" float$value.wav float$value.au
done
{ wav 3 1 22050 32 8; le 0 4; le $((0x7F7FFFFF)) 4; } >huge.wav
refused "sample 1 is 3.4028235e+38, where full scale is 1" huge.wav

# The limits of valid sound.
{ wav 1 1 22050 16 2; le 20000 2; } >one.wav
{ wav 1 1 22050 16 10000; cat data; } >silence.wav
{ wav 1 1 44100 16 40000; for _ in {1..100}; do printf '\377\177%.0s' {1..100}; printf '\0\200%.0s' {1..100}; done; } >square.wav
accepted one.wav silence.wav square.wav
wav 1 1 22050 16 0 >none.wav
refused "has no samples" none.wav

# Tags: two, huge, endless, and more than the file.
make_audio sound.mp3 1
tag() { printf 'ID3\4\0\0\0%b%b\0' "\\x$(printf '%02x' $(($1 >> 14)))" "\\x$(printf '%02x' $(($1 >> 7 & 127)))"; zeros "$1"; }
{ tag 1280; tag 128000; cat sound.mp3; } >tags.mp3
{ tag 128; cat last.flac; } >tagged.flac
accepted tags.mp3 tagged.flac
{ for _ in {1..1000}; do tag 0; done; cat sound.mp3; } >endless.mp3
refused "begins with more than 64 ID3 tags" endless.mp3
tag 1280000 >within.mp3
truncate -s 5000 within.mp3
refused "truncated in its ID3 tag" within.mp3

# The same through standard input.
for file in noise300.* four_gb.* float0x7FC00000.* channels0.wav within.mp3 endless.mp3; do
  got=0
  limited extract - <"$file" >out 2>err || got=$?
  [ $got -le 1 ] || fail "exit $got: $file on standard input"
  [ $got -eq 0 ] || says "melsift extract: standard input: *"
done

passed
