#!/usr/bin/env bash
# End to end: tar archives on standard input.
# Usage: archive_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

deep=music/$(printf 'd%.0s' {1..60})/$(printf 'e%.0s' {1..60})
mkdir -p "$deep"
make_audio music/a.wav 1
make_audio music/b.flac 1 44100 2 2
make_audio "$deep/$(printf 'f%.0s' {1..80}).mp3" 1 44100 2 3
echo text >music/notes.txt
extract -q music >plain.jsonl

# Every format: the same records as from the files, whatever the number of threads.
for format in ustar pax gnu; do
  tar --format=$format --sort=name -cf $format.tar music
  for threads in 1 3; do
    expect 0 extract -q -j $threads - <$format.tar
    same plain.jsonl out
  done
  cat $format.tar | extract -q | cmp - plain.jsonl || fail "$format through a pipe"
done
expect 0 extract -q <(cat pax.tar)
same plain.jsonl out
tar --sort=name -C music -c . | extract -q >out
same <(jq -c '.path |= ltrimstr("music/")' plain.jsonl) <(jq -c . out)
# tar has written all of it and sees no broken pipe, also where the blocks after the end are many.
tar --blocking-factor=2048 --sort=name -c music | extract -q >out
same plain.jsonl out
# Two archives, one after the other.
cat pax.tar gnu.tar | extract -q >out
cat plain.jsonl plain.jsonl | cmp - out || fail "two archives"
# Python's.
python3 -c '
import sys, tarfile
with tarfile.open(mode="w|", fileobj=sys.stdout.buffer, format=tarfile.PAX_FORMAT) as tar:
    tar.add("music/a.wav", "\u00fcmlaut.wav")' | extract -q >out
holds out 'length == 1 and .[0].path == "ümlaut.wav"'

# WebDataset: one sample, several members.
mkdir shard
for i in 0 1 2; do
  cp music/a.wav shard/00000$i.wav
  echo "class$i" >shard/00000$i.cls
  printf '{\n  "artist": "Ann",\n  "year": 200%d, "mine": [1, 2]\n}\n' $i >shard/00000$i.json
done
tar --sort=name -C shard -cf shard.tar 000000.cls 000000.json 000000.wav 000001.wav 000001.json 000001.cls 000002.wav
expect 0 extract -q <shard.tar
holds out 'map(.path) == ["000000.wav", "000001.wav", "000002.wav"] and map(.label) == ["class0", "class1", null] and
  map(.artist) == ["Ann", "Ann", null] and map(.year) == [2000, 2001, null] and .[0].mine == [1, 2] and
  all(.features | length > 0)'
jq -c '{path, features}' out >given
expect 0 extract -q shard/000000.wav shard/000001.wav shard/000002.wav
jq -c '.path |= ltrimstr("shard/") | {path, features}' out | cmp - given || fail "other features than of the files"
# classify takes an archive, too.
expect 0 classify -q <shard.tar
holds out 'map(.path) == ["000000.wav", "000001.wav", "000002.wav"] and all(.predicted != null)'

# A bad member does not stop the others.
printf 'no sound' >shard/000001.wav
ln -s 000000.wav shard/000003.wav
echo '{"year": 2' >shard/000002.json
tar --sort=name -C shard -cf bad.tar .
expect 3 extract <bad.tar
holds out 'map(.path) == ["000000.wav", "000002.wav"]'
sort -o err err  # the archive is read ahead of the work
says "melsift extract: 000001.wav: *" "melsift extract: 000003.wav: is a link in the archive, which has no sound" \
  "melsift extract: 2 of 5 files, 3 failed" "melsift extract: standard input: 000002.json*"
# One that is cut off gives the tracks before, and an exit code.
head -c $(($(stat -c %s shard.tar) / 2)) shard.tar >cut.tar
expect 3 extract -q <cut.tar
says "melsift extract: standard input: the archive is cut off" "melsift extract: 1 of 2 files, 1 failed"
holds out 'map(.path) == ["000000.wav"]'
tar -C shard -cf empty.tar 000000.cls
expect 1 extract -q <empty.tar
says "melsift extract: standard input: no audio files in this archive"

# A file is told where an archive is read.
expect 1 extract -q shard.tar
says "melsift extract: shard.tar: is a tar archive, which is read from standard input (< shard.tar)"
expect 1 train -q shard.tar -o m.safetensors
says "melsift train: shard.tar: is a tar archive, expected records (melsift extract < shard.tar makes them)" "*"
misused "melsift extract: standard input: a pipe can't be divided into shards; give files or folders" \
  extract --shard 1/2 - <shard.tar

# Memory does not grow with the archive: one track, a hundred times.
python3 - <<'END_OF_SCRIPT'
import tarfile
with tarfile.open("long.tar", "w") as tar:
    for i in range(100):
        tar.add("music/b.flac", f"{i}.flac")
END_OF_SCRIPT
peak_kb() {
  python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[2:], check=True, stdin=open(sys.argv[1]), stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
one=$(peak_kb pax.tar "$(command -v extract)" -q -j 1)
hundred=$(peak_kb long.tar "$(command -v extract)" -q -j 1)
[ "$hundred" -lt $((one + 8192)) ] || fail "a hundred tracks take $hundred kB, three $one kB"

passed
