#!/usr/bin/env bash
# End to end: extract.
# Usage: extract_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

check_common extract
make_audio a.wav 1
make_audio b.flac 1 44100 2 2
make_audio c.ogg 1 44100 2 3
make_audio d.mp3 1 44100 2 4
make_audio e.au 1 22050 1 5
make_audio f.aiff 1 8000 1 6
make_audio g.opus 1 48000 1 7
all=(a.wav b.flac c.ogg d.mp3 e.au f.aiff g.opus)

# One record a track, in order, whatever the number of threads; all formats, rates and channels.
expect 0 extract -j 1 "${all[@]}"
silent
records out ${#all[@]}
mv out one
holds one 'map(.path) == $ARGS.positional' --args "${all[@]}"
holds one 'all(.features | length == 40 and all(type == "number"))'
holds one 'all(keys_unsorted == ["path", "duration_s", "sample_rate", "front_end", "features"])'
holds one 'all(.front_end == "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant stat=mean")'
holds one 'map(.sample_rate) == [22050, 44100, 44100, 44100, 22050, 8000, 48000]'
# Lossless formats last exactly a second, MP3 may add its encoder's delay.
holds one 'all(.duration_s >= 1 and .duration_s < 1.1) and .[0].duration_s == 1'
for threads in 2 5 0; do
  expect 0 extract -j $threads "${all[@]}"
  same one out
done
expect 0 extract --threads 2 --output two "${all[@]}"
nothing out
same one two

# The numbers: librosa 0.11's, from tests/data.
expect 0 extract "$here/../data/librosa/short22k.wav"
od -An -v -t f4 -w4 -j 128 "$here/../data/librosa/short22k.mfcc40.npy" >frames
jq -n --slurpfile r out --slurpfile f frames '
  $r[0].features as $got | ($f | length / 40) as $t
  | [range(40) as $c | ([range($t) as $i | $f[$c * $t + $i]] | add / $t) - $got[$c] | fabs] | max' >gap
jq -e '. < 1e-4' gap >/dev/null || fail "the mean MFCCs differ from librosa's by $(cat gap)"

# Standard input: audio, records, a list of paths; with - and without.
for operand in - ''; do
  for sound in a.wav b.flac c.ogg d.mp3 e.au f.aiff g.opus; do
    expect 0 extract ${operand:+-} <$sound
    silent
    jq -c --arg path - '.path = $path' <(grep "\"path\":\"$sound\"" one) >wanted
    jq -c . out | cmp - wanted || fail "$sound on standard input gives other features"
  done
  printf '%s\n' "${all[@]}" >list
  expect 0 extract ${operand:+-} <list
  same one out
  printf '\n%s\r\n\n%s' a.wav b.flac >list  # blank lines, CRLF, no newline at the end
  expect 0 extract ${operand:+-} <list
  head -n 2 one | cmp - out || fail "a list with blank lines"
  expect 0 extract ${operand:+-} <one  # its own output: the same again
  same one out
  expect 1 extract ${operand:+-} </dev/null
  says "melsift extract: standard input: is empty"
done
# A name may have any character but NUL.
odd=$' a\nb.wav '
cp a.wav "$odd"
for flag in -0 --null; do
  printf '%s\0' a.wav b.flac "$odd" >list
  expect 0 extract $flag - <list
  head -n 2 out | cmp - <(head -n 2 one) || fail "a list with NULs"
  holds out '.[2].path == $ARGS.positional[0] and (.[2].features == .[0].features)' --args "$odd"
done
rm "$odd"
# shellcheck disable=SC2002  # a pipe, not a file
cat a.wav | extract - b.flac >out
holds out 'map(.path) == ["-", "b.flac"]'

# Files of records by their content, and the shell's pipes of either kind.
cp one part.aa
expect 0 extract part.aa
same one out
expect 0 extract <(cat one) <(cat b.flac) <(ls -1 c.ogg)
silent
holds out 'map(.path) | .[:7] == $ARGS.positional and (.[7] | startswith("/dev/")) and .[8] == "c.ogg"' --args "${all[@]}"
mkfifo fifo
expect 1 extract fifo
says "melsift extract: fifo: is a FIFO, which might never answer; send it through standard input instead"

# Records: known fields stay, unknown ones pass through untouched, results of before are replaced.
cat >tracks.jsonl <<'END'
{"path":"a.wav","label":"rock","group":"Ann","split":"train","fold":2,"mine":{"z":[1,2.50,1e2,null]},"text":"\u00e9\"\\","features":[1],"front_end":"old"}

{"path":"b.flac","Label":"not the label","genre":["rock","pop"],"n":12345678901234567890}
END
expect 0 extract tracks.jsonl
silent
records out 2
holds out '.[0] | .label == "rock" and .group == "Ann" and .split == "train" and .fold == 2'
holds out '.[0].features | length == 40'
holds out '.[1].genre == ["rock", "pop"] and .[1].Label == "not the label"'
grep -qF '"mine":{"z":[1,2.50,1e2,null]},"text":"\u00e9\"\\"' out || fail "an unknown field changed: $(cat out)"
grep -qF '"n":12345678901234567890' out || fail "a long number changed"

# Folders: all audio below, in order; nothing else.
mkdir -p music/sub/empty
cp a.wav music/z.wav
cp b.flac music/sub/y.FLAC
cp c.ogg music/sub/a.ogg
echo text >music/notes.txt
expect 0 extract music a.wav
silent
holds out 'map(.path) == ["music/sub/a.ogg", "music/sub/y.FLAC", "music/z.wav", "a.wav"]'
expect 1 extract music/sub/empty
says "melsift extract: music/sub/empty: no audio files in this folder"

# Parameters.
expect 0 extract --n-mfcc 13 --n-mels 40 --n-fft 1024 --hop-length 256 --sr 16000 --fmin 20 \
  --fmax 7600 --padding reflect a.wav
holds out '.[0].front_end == "mfcc sr=16000 n_fft=1024 hop_length=256 n_mels=40 fmin=20 fmax=7600 n_mfcc=13 padding=reflect stat=mean"'
holds out '.[0].features | length == 13'
misused "melsift extract: n_mfcc: 0, expected 1 to n_mels (128)" extract --n-mfcc 0 a.wav
misused "melsift extract: n_mfcc: 40, expected 1 to n_mels (20)" extract --n-mels 20 a.wav
misused "melsift extract: fmax: 20000 Hz, expected at most sr / 2 (11025)" extract --fmax 20000 a.wav
misused "melsift extract: stat: unknown statistic \"max\", expected mean, mean+var, mean+std or frames" extract --stat max a.wav
misused "melsift extract: padding: unknown padding \"wrap\", *" extract --padding wrap a.wav
misused "melsift extract: set: unknown feature set \"chroma\", *" extract --set chroma a.wav
misused "melsift extract: --n-mfcc: \"many\", expected a number" extract --n-mfcc many a.wav
misused "melsift extract: --threads: *" extract -j -1 a.wav

# Bad tracks among good ones: one line each, the others are processed, a summary, exit 3.
: >empty.wav
echo "This is text." >text.wav
for whole in a.wav b.flac c.ogg d.mp3 e.au f.aiff g.opus; do
  head -c $(($(stat -c %s $whole) * 2 / 3)) $whole >"cut.${whole#*.}"
done
head -c 30 a.wav >header.wav
bad=(missing.wav empty.wav text.wav cut.wav cut.flac cut.ogg cut.mp3 cut.au cut.aiff cut.opus header.wav)
for threads in 1 2; do
  expect 3 extract -j $threads a.wav "${bad[@]}" b.flac
  head -n 2 one | cmp - out || fail "the good tracks are not as without the bad ones"
  says "melsift extract: missing.wav: can't open: No such file or directory" \
    "melsift extract: empty.wav: is empty" \
    "melsift extract: text.wav: is not an audio file of a known format" \
    "melsift extract: cut.wav: truncated: 29??? of 44100 bytes of sound" \
    "melsift extract: cut.flac: truncated or damaged: decoding ends after 0.? s of 1.0 s" \
    "melsift extract: cut.ogg: truncated: *" \
    "melsift extract: cut.mp3: truncated: *" \
    "melsift extract: cut.au: truncated: 29??? of 44100 bytes of sound" \
    "melsift extract: cut.aiff: truncated: 10??? of 16008 bytes of sound" \
    "melsift extract: cut.opus: truncated: *" \
    "melsift extract: header.wav: truncated before its samples" \
    "melsift extract: 2 of 13 files, 11 failed"
done
for file in "${bad[@]:1}"; do  # the same through standard input
  case $file in empty.wav | text.wav) continue ;; esac
  expect 1 extract - <"$file"
  nothing out
  says "melsift extract: standard input: truncated*"
done
expect 1 extract - <text.wav  # text is a list of paths
says "melsift extract: This is text.: can't open: No such file or directory"
expect 1 extract missing.wav  # a single one needs no summary
says "melsift extract: missing.wav: can't open: No such file or directory"
expect 3 extract -q missing.wav a.wav  # errors are said all the same
says "melsift extract: missing.wav: *" "melsift extract: 1 of 2 files, 1 failed"
expect 3 extract missing.jsonl a.wav
says "melsift extract: missing.jsonl: can't open: No such file or directory" \
  "melsift extract: 1 of 2 files, 1 failed"

# Bad records.
cat >bad.jsonl <<'END'
{"path":"a.wav"}
{"label":"rock"}
{"path":"a.wav"
["a.wav"]
{"path":7}
{"path":"b.flac"}
END
expect 3 extract bad.jsonl
head -n 2 one | cmp - out || fail "the good records are not as without the bad ones"
[ "$(tail -n 1 err)" = "melsift extract: 2 of 6 records, 4 failed" ] || fail "no summary"
sort err >sorted && mv sorted err
says "melsift extract: 2 of 6 records, 4 failed" "melsift extract: bad.jsonl:2: the record has no path" \
  "melsift extract: bad.jsonl:3: *" "melsift extract: bad.jsonl:4: not a JSON object" \
  "melsift extract: bad.jsonl:5: path: expected a string"

# Output: appears only when complete, is refused before any work, and full disks are noticed.
expect 1 extract -o no/such/folder/out.jsonl a.wav
says "melsift extract: no/such/folder/out.jsonl: can't create: No such file or directory"
expect 1 extract -o music a.wav
says "melsift extract: music: is a folder, expected a file name"
fills_disk extract a.wav
if [ -e /dev/full ]; then
  expect 1 extract -o /dev/full a.wav
  says "melsift extract: /dev/full: can't write: No space left on device"
fi

# If the reader closes the pipe, extract ends at once, without a message, for any amount of input.
seq 2000 | sed s,.*,a.wav, >many
{ timeout $((60 * slow)) extract - <many 2>err || echo $? >code; } | head -n 1 >out
records out 1
[ "$(cat code)" -eq 141 ] || fail "exit $(cat code) on a closed pipe, expected SIGPIPE's 141"
silent

# A record is written as soon as its track is done, while extract waits for more input.
mkfifo pipe
extract - <pipe >out 2>err &
extract_id=$!
exec 3>pipe
for _ in $(seq 100); do echo '{"path":"a.wav"}'; done >&3
for _ in $(seq $((200 * slow))); do [ -s out ] && break; sleep 0.05; done
[ -s out ] || fail "nothing comes out before the input's end"
exec 3>&-
wait $extract_id
records out 100

passed
