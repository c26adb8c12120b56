#!/usr/bin/env bash
# End to end: --shard of extract, classify and collect scan; classify --resume; writers that no lock
# excludes.
# Usage: shard_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

mkdir music
for i in $(seq 11); do make_audio "music/$(printf %02d "$i").wav" 1 22050 1 "$i"; done
echo no audio >music/12.wav

# The shards, one after the other, equal the whole; a failure is reported by one of them.
expect 3 extract music -o whole.jsonl
for shards in 1 3 5 20; do
  : >parts.jsonl
  failed=0
  for i in $(seq $shards); do
    got=0
    extract --shard "$i/$shards" music >part.jsonl 2>err || got=$?
    [[ $got =~ ^[013]$ ]] || fail "shard $i/$shards: exit code $got"
    [ $got -eq 0 ] || failed=$((failed + 1))
    cat part.jsonl >>parts.jsonl
  done
  same whole.jsonl parts.jsonl
  [ $failed -eq 1 ] || fail "$failed of $shards shards failed"
done

# A scheduler names the part.
SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=3 \
  extract --shard auto music >slurm.jsonl
JOB_COMPLETION_INDEX=1 extract --shard auto/3 music >kubernetes.jsonl
extract --shard 2/3 music >second.jsonl
same second.jsonl slurm.jsonl
same second.jsonl kubernetes.jsonl
misused 'melsift extract: shard: "4", expected I/N such as 1/6, auto or auto/N' extract --shard 4 music
misused "melsift extract: shard: 4/3, expected 1/N to N/N with N up to 1000000" extract --shard 4/3 music
misused "melsift extract: standard input: a pipe can't be divided into shards; give files or folders" \
  extract --shard 1/3 - <whole.jsonl

# classify, also resumed, and a catalogue.
sed 's/"path":"music\/0\([1-5]\)/"label":"a",&/; t; s/"path"/"label":"b",&/' whole.jsonl >labelled.jsonl
expect 0 train -q --epochs 2 labelled.jsonl -o model.safetensors
classes=(classify -m model.safetensors)
expect 3 "${classes[@]}" music -o classes.jsonl
: >parts.jsonl
for i in 1 2 3; do
  got=0
  "${classes[@]}" --shard $i/3 music -o "part$i.jsonl" --resume --errors "errors$i.jsonl" 2>err || got=$?
  [[ $got =~ ^[013]$ ]] || fail "shard $i: exit code $got"
  cat "part$i.jsonl" >>parts.jsonl
done
same classes.jsonl parts.jsonl
[ "$(cat errors?.jsonl | jq -r .path)" = music/12.wav ] || fail "failures: $(cat errors?.jsonl)"
expect 0 "${classes[@]}" --shard 1/3 music -o part1.jsonl --resume --errors errors1.jsonl
says "melsift classify: kept 4 tracks, classified 0, dropped 0"
expect 1 "${classes[@]}" --aggregate vote --shard 1/3 music -o part1.jsonl --resume
says "melsift classify: part1.jsonl: was made with other settings: aggregate is mean, expected vote"
extract --segment-s 0.5 music/01.wav >pieces.jsonl
expect 1 "${classes[@]}" pieces.jsonl -o resumed.jsonl --resume
expect 0 "${classes[@]}" classes.jsonl -o again.jsonl --resume
for i in 1 2; do
  got=0
  collect scan --no-sound --shard $i/2 --db library.db music 2>err || got=$?
  [[ $got =~ ^[013]$ ]] || fail "scan $i/2: exit code $got"
done
[ "$(collect export --db library.db | wc -l)" -eq 12 ] || fail "$(collect export --db library.db)"

# If another process writes, the exit code says to try again.
extract --hop-length 2 --resume -o held.jsonl music 2>held.err &
holder=$!
until [ -s held.jsonl.part.journal ] || [ -e held.jsonl ]; do sleep 0.02; done
if [ ! -e held.jsonl ]; then
  got=0
  extract --hop-length 2 --resume -o held.jsonl music 2>err || got=$?
  [ $got -eq 75 ] || [ -e held.jsonl ] || fail "exit code $got of a second writer: $(cat err)"
fi
got=0
extract --hop-length 2 --resume --wait-lock 600 -o held.jsonl music 2>err || got=$?
[ $got -eq 3 ] || fail "waited, then exit code $got: $(cat err)"
grep -qx "melsift extract: kept 11 tracks, extracted 0, dropped 0" err || fail "$(cat err)"
wait $holder || true
extract --hop-length 2 music >held-whole.jsonl 2>err || true
same held-whole.jsonl held.jsonl

# On some network file systems a lock excludes nobody on other machines.  A preloaded library does
# the same here: whatever the timing, the file is right, or the exit code tells.
# A sanitizer's build must be preloaded first.
if ! command -v cc >/dev/null || grep -q __asan_init "$(command -v extract)"; then exit 0; fi
echo 'int flock(int fd, int how) { (void)fd; (void)how; return 0; }' >no_lock.c
cc -shared -fPIC -o no_lock.so no_lock.c
for round in 1 2 3 4; do
  rm -f open.jsonl*
  writers=()
  for writer in 1 2 3; do
    LD_PRELOAD=$PWD/no_lock.so extract --hop-length 16 --resume -o open.jsonl music/0*.wav 2>"err$writer" &
    writers+=($!)
  done
  done=0
  for writer in "${writers[@]}"; do
    if wait "$writer"; then done=$((done + 1)); fi
  done
  if [ $done -gt 0 ]; then
    extract --hop-length 16 music/0*.wav >open-whole.jsonl
    same open-whole.jsonl open.jsonl
  fi
  # The next run repairs it.
  expect 0 extract --hop-length 16 --resume -o open.jsonl music/0*.wav
  extract --hop-length 16 music/0*.wav >open-whole.jsonl
  same open-whole.jsonl open.jsonl
done
