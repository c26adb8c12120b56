#!/usr/bin/env bash
# End to end: extract --resume, --prune, --errors, --retry.
# Usage: resume_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2012,SC2154  # ls of plain names; variables set before a call
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

tracks=60
mkdir music
for i in $(seq $tracks); do make_audio "music/$(printf %02d "$i").wav" 1 22050 1 "$i"; done
task=(extract music)
resume=("${task[@]}" -o file --resume)
small_hop=(--hop-length 4)  # slow enough to be killed in the middle
says_kept() { says "melsift extract: kept $1 tracks, extracted $2, dropped $3"; }
# Only these files, and no others with the same beginning.
leaves() { [ "$(echo file*)" = "$*" ] || fail "left behind: $(echo file*)"; }

# killed_after SECONDS COMMAND...: its exit code, or 137 where it was killed, is then in $got.
killed_after() {
  local delay=$1 id
  shift
  "$@" 2>err &
  id=$!
  sleep "$delay"
  kill -KILL $id 2>/dev/null || true
  got=0
  { wait $id || got=$?; } 2>/dev/null
}

# Neither bytes nor order depend on the threads, nor on whether a run could be resumed.
expect 0 "${task[@]}" -j 1 -o whole
records whole $tracks
for threads in 2 8; do
  expect 0 "${task[@]}" -j $threads
  same whole out
  expect 0 "${resume[@]}" -j $threads
  silent
  nothing out
  same whole file
  leaves file file.journal
  rm file file.journal
done
pieces=(--segment-s 0.3 --segment-hop-s 0.2)
expect 0 extract "${pieces[@]}" -j 1 music -o pieces
[ "$(wc -l <pieces)" -gt $((3 * tracks)) ] || fail "no pieces"
expect 0 extract "${pieces[@]}" -j 5 music
same pieces out

# Killed ten times at random moments, while it works and while it starts.
begun=$(date +%s%N)
expect 0 "${task[@]}" "${small_hop[@]}" -j 2 -o whole-slow
took_ms=$((($(date +%s%N) - begun) / 1000000))
RANDOM=20261120
killed=0
for kill in $(seq 10); do
  delay_ms=$((5 + RANDOM * (took_ms / (slow > 1 ? 4 : 6)) / 32768))  # an emulated program takes long to start
  killed_after "$(printf '%d.%03d' $((delay_ms / 1000)) $((delay_ms % 1000)))" "${resume[@]}" "${small_hop[@]}" -j 2
  [ "$got" -ne 137 ] || killed=$((killed + 1))
  [ "$got" -ne 0 ] || break
  [ ! -e file ] || fail "there is a file after kill $kill"
done
[ $killed -ge 5 ] || fail "killed only $killed times"
# The last run may have come to its end: on slow machines ten delays add up to more than a whole run.
journal=file.part.journal
[ ! -e file ] || journal=file.journal
had=$(grep -c '"bytes".*}$' "$journal")
[ "$had" -gt 0 ] || fail "ten runs have done nothing"
expect 0 "${resume[@]}" "${small_hop[@]}" -j 2
says_kept "$had" $((tracks - had)) 0
same whole-slow file
leaves file file.journal

# The same where pieces of a track make its records.
for delay in 0.02 0.03 0.05 0.08; do
  killed_after $delay extract "${pieces[@]}" "${small_hop[@]}" -j 2 music -o file-pieces --resume
done
extract "${pieces[@]}" "${small_hop[@]}" music -o pieces
expect 0 extract "${pieces[@]}" "${small_hop[@]}" music -o file-pieces --resume
same pieces file-pieces
rm file-pieces*

# Nothing to do: the file is not changed.
rm file file.journal
expect 0 "${resume[@]}"
before=$(stat -c '%i %y' file file.journal)
expect 0 "${resume[@]}"
says_kept $tracks 0 0
[ "$before" = "$(stat -c '%i %y' file file.journal)" ] || fail "an unchanged file was written anew"

# An incomplete end of either file, one without the other, and the effects of a machine failure.
rm file file.journal
ls music/*.wav | head -n $((tracks - 5)) >most
echo missing.wav >>most
mkdir stopped
expect 3 extract - -o stopped/file --resume <most
mv stopped/file stopped/file.part
sed '$d' stopped/file.journal >stopped/file.part.journal
rm stopped/file.journal
for damage in : 'truncate -s -1 file.part' 'truncate -s -1 file.part.journal' 'truncate -s -700 file.part' \
  'truncate -s -300 file.part.journal' 'printf {\"path\": >>file.part' 'printf {\"path\": >>file.part.journal' \
  'rm file.part' 'rm file.part.journal' ': >file.part' ': >file.part.journal' \
  'printf xxxx | dd of=file.part conv=notrunc bs=1 seek=30000 2>dd'; do
  rm -f file file.journal
  cp stopped/* .
  eval "$damage"
  expect 0 "${resume[@]}"
  same whole file
  leaves file file.journal
done

# Changed tracks are processed again, new ones are added in the order of the input.
touch music/07.wav
expect 0 "${resume[@]}"
says_kept $((tracks - 1)) 1 0
same whole file
cp music/01.wav music/05.wav
cp -p music/02.wav music/05a.wav
expect 0 "${resume[@]}"
says_kept $((tracks - 1)) 2 0
expect 0 "${task[@]}"
same out file

# Deleted tracks keep their records, in their place, until they are pruned.
cp file before
rm music/06.wav music/60.wav
expect 0 "${resume[@]}"
says_kept $((tracks + 1)) 0 0
same before file
expect 3 "${resume[@]}" music.wav --prune  # something of the input can't be read
says "melsift extract: music.wav: can't open: No such file or directory" \
  "melsift extract: kept $((tracks - 1)) tracks, extracted 0, dropped 2" \
  "melsift extract: $((tracks - 1)) of $tracks files, 1 failed"
expect 0 "${task[@]}"
same out file
cp file before
rm music/01.wav
mkdir empty
expect 3 "${resume[@]}" empty --prune
says "melsift extract: empty: no audio files in this folder" \
  "melsift extract: warning: nothing is pruned, because not all of the input could be read" \
  "melsift extract: kept $((tracks - 1)) tracks, extracted 0, dropped 0" \
  "melsift extract: $((tracks - 2)) of $((tracks - 1)) files, 1 failed"
same before file
expect 0 "${resume[@]}" --prune
says_kept $((tracks - 2)) 0 1
cp -p music/02.wav music/01.wav

# Records and lists of paths are resumed like folders; the content of a record matters.
ls music/0*.wav | jq -Rc '{path: ., label: "a"}' >tracks.jsonl
expect 0 extract tracks.jsonl -o file2 --resume
silent
jq -c 'if .path == "music/03.wav" then .label = "b" else . end' tracks.jsonl >changed.jsonl
expect 0 extract changed.jsonl -o file2 --resume
says_kept 8 1 0
expect 0 extract changed.jsonl
same out file2
ls music/0*.wav | tac >list
expect 0 extract - -o file2 --resume <list  # other records: no label
silent
expect 0 extract - <list
same out file2
mv out wanted
head -n 3 list >few
expect 0 extract - -o file2 --resume <few  # the others are not deleted, only not named
says_kept 9 0 0
same wanted file2
for _ in 1 2; do  # audio itself can't be told from other audio
  expect 0 extract - -o file3 --resume <music/02.wav
  records file3 1
done
rm file2* file3*

# Failures are kept as records, not tried again, and forgotten when their file has changed.
mkdir mixed
cp -p music/0[1-4].wav mixed
echo text >mixed/02.wav
: >mixed/05.wav
ln -s nowhere mixed/06.wav
mixed=(extract mixed -o file --errors errors.jsonl)
rm file file.journal
errors=("melsift extract: mixed/02.wav: is not an audio file of a known format"
  "melsift extract: mixed/05.wav: is empty"
  "melsift extract: mixed/06.wav: can't open: No such file or directory")
for resumed in '' --resume; do
  expect 3 "${mixed[@]}" $resumed
  says "${errors[@]}" "melsift extract: 3 of 6 files, 3 failed"
  records file 3
  jq -c '[.path, .error, .size, keys_unsorted]' errors.jsonl >got
  cmp got - <<'END' || fail "the failures are $(cat errors.jsonl)"
["mixed/02.wav","is not an audio file of a known format",5,["path","error","size","mtime"]]
["mixed/05.wav","is empty",0,["path","error","size","mtime"]]
["mixed/06.wav","can't open: No such file or directory",null,["path","error"]]
END
  [ -z "$resumed" ] || break
  rm file
  mv errors.jsonl first.jsonl
done
same first.jsonl errors.jsonl
again=("melsift extract: kept 3 tracks, extracted 0, dropped 0")
expect 0 "${mixed[@]}" --resume
says "${again[@]}" "melsift extract: 3 tracks failed before and are in errors.jsonl; --retry tries them again"
same first.jsonl errors.jsonl
expect 3 "${mixed[@]}" --resume --retry
says "${errors[@]}" "${again[@]}" "melsift extract: 3 of 6 files, 3 failed"
same first.jsonl errors.jsonl
expect 3 extract mixed -o file --resume  # without a list each run tries
says "${errors[@]}" "${again[@]}" "melsift extract: 3 of 6 files, 3 failed"
jq -c 'select(.path != "mixed/05.wav")' first.jsonl >errors.jsonl  # a line taken out is tried
expect 3 "${mixed[@]}" --resume
says "${errors[1]}" "${again[@]}" "melsift extract: 2 tracks failed before*" "melsift extract: 3 of 4 files, 1 failed"
same first.jsonl errors.jsonl
cp music/08.wav mixed/05.wav
cp music/09.wav mixed/nowhere
expect 0 "${mixed[@]}" --resume
says "melsift extract: kept 3 tracks, extracted 2, dropped 0" "melsift extract: 1 tracks failed before*"
head -n 1 first.jsonl | cmp - errors.jsonl || fail "a failure that is none any more is kept"
expect 3 extract mixed
same out file
expect 1 extract errors.jsonl  # they are records
says "${errors[0]}"
echo '{"path":"mixed/05.wav"}' >errors.jsonl
expect 1 "${mixed[@]}" --resume
says 'melsift extract: errors.jsonl:1: is not a failure, {"path":"...","error":"..."}'
rm errors.jsonl

# Files of other runs are refused, by name, and not changed.
refused() {
  local line=$1 before
  shift
  before=$(stat -c '%n %i %y' file*)
  expect "${code:-1}" "$@"
  nothing out
  says "$line"
  [ "$before" = "$(stat -c '%n %i %y' file*)" ] || fail "touched: $(stat -c '%n %i %y' file*)"
}
refused "melsift extract: file: was made with other settings: n_mfcc is 40, expected 20" \
  extract mixed -o file --resume --n-mfcc 20
refused "melsift extract: file: was made with other settings: duration_s is 0, expected 1.5" \
  extract mixed -o file --resume --duration-s 1.5
misused "melsift extract: --resume requires --format jsonl" extract mixed -o file --resume --format csv
misused "melsift extract: --resume requires --output" extract mixed --resume
misused "melsift extract: --prune requires --resume" extract mixed -o file --prune
misused "melsift extract: --retry requires --resume" extract mixed -o file --retry --errors errors.jsonl
misused "melsift extract: --retry requires --errors" extract mixed -o file --resume --retry
misused "melsift extract: --errors requires a file name" extract mixed -o file --errors -
misused "melsift extract: --errors and --output name the same file" extract mixed -o file --errors ./file
cp file copy
echo >>file
refused "melsift extract: file: was changed by another program after it was written; to start again, remove it" \
  extract mixed -o file --resume
cp copy file  # as it was, but for its time
expect 3 extract mixed -o file --resume
says "${errors[0]}" "melsift extract: kept 5 tracks, extracted 0, dropped 0" "melsift extract: 5 of 6 files, 1 failed"
mv file.journal elsewhere
refused "melsift extract: file: can't be resumed without file.journal, which says how it was made; to start again, remove file" \
  extract mixed -o file --resume
mv elsewhere file.journal
[ ! -e /dev/full ] || {
  expect 1 extract mixed -o /dev/full --resume
  says "melsift extract: /dev/full: is not a regular file and can't be resumed"
}
expect 1 extract mixed -o no/such/file --resume
says "melsift extract: no/such/file.part: can't create: No such file or directory"

# There is one writer.
mkfifo pipe
extract - -o file --resume <pipe 2>log &
first=$!
exec 3>pipe
echo music/02.wav >&3
for _ in $(seq $((100 * slow))); do [ -e file.part.journal ] && break; sleep 0.05; done
code=75 refused "melsift extract: file: another process is writing it" extract mixed -o file --resume
exec 3>&-
wait $first || fail "the first writer failed: $(cat log)"
leaves file file.journal

# A full disk: finished work is not lost.
full_disk() {
  local mended=$1 words=$2
  shift 2
  rm -f file*
  expect 1 "$@" "${task[@]}" -o "$place/file" --resume
  says "melsift extract: $place/file.part*: can't write: $words"
  $mended
  had=$(grep -c '"bytes".*}$' "$place/file.part.journal")
  [ "$had" -gt 0 ] || fail "nothing was done before the disk was full"
  expect 0 "${task[@]}" -o "$place/file" --resume
  [[ "$(cat err)" = "melsift extract: kept $had tracks, "* ]] || fail "$(cat err), had $had"
  expect 0 "${task[@]}"
  same out "$place/file"
}
limited() { (trap '' XFSZ && ulimit -f 16 && exec "$@"); }
place=. full_disk : "File too large" limited
mkdir disk
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=24k none disk 2>/dev/null; then
  trap 'umount -l "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT
  place=disk full_disk 'mount -o remount,size=1m disk' "No space left on device"
  umount disk
else
  skip_part "a full disk (needs root, to mount one)"
fi

passed
