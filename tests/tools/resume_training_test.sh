#!/usr/bin/env bash
# End to end: trainings that are interrupted, and train --resume.
# Usage: resume_training_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

toy_features 400 >features.jsonl

# leaves NAME...: these files begin with m., and no others.
leaves() { [ "$(compgen -G 'm.*' | sort | tr '\n' ' ')" = "$(printf '%s ' "$@")" ] || fail "left behind: $(compgen -G 'm.*')"; }

# begin COMMAND...: starts it like a shell with job control, so that it may be interrupted; $id is
# its process.
begin() {
  set -m
  "$@" >out 2>err &
  id=$!
  set +m
}
# end SIGNAL CODE: sends the signal, and checks the exit code.
end() {
  local got=0
  kill -"$1" "$id"
  { wait "$id" || got=$?; } 2>/dev/null
  [ "$got" -eq "$2" ] || fail "exit $got after SIG$1, expected $2: $(tail -n 3 err)"
}
# wait_for PATTERN: until standard error has such a line.
wait_for() {
  for _ in $(seq $((400 * slow))); do grep -q "$1" err && return; sleep 0.05; done
  fail "no \"$1\" on standard error: $(tail -n 3 err)"
}
# wait_for_file PATH
wait_for_file() {
  for _ in $(seq $((400 * slow))); do [ -e "$1" ] && return; sleep 0.05; done
  fail "no $1: $(tail -n 3 err)"
}

# took COMMAND...: runs it; $took_ms is how long it took.
took() {
  local begun
  begun=$(date +%s%N)
  expect 0 "$@"
  took_ms=$((($(date +%s%N) - begun) / 1000000 + 1))
}

seeded=(train --mixup 0.2 --schedule one-cycle --patience 100000 features.jsonl)
task=("${seeded[@]}" --seed 7)
# Epochs for some five seconds: a checkpoint is written after one.
took "${task[@]}" --epochs 500 -q -o probe
epochs=$((500 * 5000 / took_ms))
long=(--epochs "$epochs")

# Killed in the middle, interrupted, ended and resumed: the model is that of an undisturbed run.
expect 0 "${task[@]}" "${long[@]}" -o whole
begin "${task[@]}" "${long[@]}" -o m.st
wait_for_file m.st.checkpoint
end KILL 137
leaves m.st.checkpoint

begin "${task[@]}" "${long[@]}" -o m.st --resume
wait_for ' epoch '
! grep -q ' epoch  *1/' err || fail "not resumed: $(head -n 3 err)"
end INT 130
tail -n 1 err | grep -qE '^melsift train: interrupted: in epoch [0-9]+ of '$epochs'; run the same command with --resume to continue$' ||
  fail "$(tail -n 1 err)"
leaves m.st.checkpoint

begin "${task[@]}" "${long[@]}" -o m.st --resume
wait_for ' epoch '
end TERM 143
leaves m.st.checkpoint
cp m.st.checkpoint kept

# A checkpoint of another training is refused, named and left alone.
refused() {
  local line=$1
  shift
  expect 1 "$@" -q --resume -o m.st
  says "melsift train: m.st.checkpoint: $line"
  same kept m.st.checkpoint
}
refused "belongs to another training: epochs is $epochs, expected 9" "${task[@]}" --epochs 9
refused "belongs to another training: seed is 7, expected 8" "${seeded[@]}" "${long[@]}" --seed 8
refused "belongs to another training: ensemble is not given, expected 2" "${task[@]}" "${long[@]}" --ensemble 2
tail -n +2 features.jsonl >fewer.jsonl
refused "belongs to another training: records is *" \
  train --seed 7 --mixup 0.2 --schedule one-cycle --patience 100000 fewer.jsonl "${long[@]}"
head -c 1000 kept >m.st.checkpoint
expect 1 "${task[@]}" "${long[@]}" -q --resume -o m.st
says "melsift train: m.st.checkpoint: *"
cp kept m.st.checkpoint

expect 0 "${task[@]}" "${long[@]}" -q --resume -o m.st
silent
same whole m.st
leaves m.st

# Resuming without a checkpoint starts again, with a note; a finished training has nothing to
# resume.
rm m.st
expect 0 "${task[@]}" --epochs 2 --resume -o m.st
head -n 1 err | grep -qx "melsift train: m.st.checkpoint: not found, so the training starts from the beginning" || fail "$(head -n 1 err)"
leaves m.st

# Without --resume the training also starts again, and the old checkpoint is removed with a warning.
cp kept m.st.checkpoint
cp kept m.st.checkpoint-2
expect 0 "${task[@]}" --epochs 2 -o m.st
head -n 1 err | grep -q "warning: m.st.checkpoint: removed; it was the checkpoint of an interrupted training, which --resume would have continued" ||
  fail "$(head -n 1 err)"
leaves m.st

# An ensemble and folds: each network has its own; killed and interrupted at any time, in any of them.
several() {
  local whole=$1 out=$2 killed=0 signal
  shift 2
  took "$@" -j 2 -q -o "$whole"
  rm -f m.*
  for signal in INT KILL INT KILL INT; do
    begin "$@" -j 2 -q -o "$out" --resume
    sleep "$(printf '%d.%03d' $((took_ms / 6000)) $((took_ms / 6 % 1000)))"
    kill -0 "$id" 2>/dev/null || break
    if [ $signal = KILL ]; then end KILL 137; else end INT 130; fi
    [ ! -e "$out" ] || fail "there is an output after kill $killed"
    killed=$((killed + 1))
  done
  [ $killed -ge 1 ] || fail "killed only $killed times"
  expect 0 "$@" -j 1 -q -o "$out" --resume
  same "$whole" "$out"
  leaves "$out"
}
several ensemble m.st train --ensemble 4 --epochs $((epochs / 3)) features.jsonl
several folds m.jsonl train --folds 4 --epochs $((epochs / 3)) features.jsonl

# Without a file for checkpoints, an interruption is final.
mkfifo pipe
cat pipe >/dev/null &
begin "${task[@]}" "${long[@]}" -o pipe
wait_for ' epoch '
end INT 130
tail -n 1 err | grep -qE '^melsift train: interrupted: in epoch [0-9]+ of '$epochs'$' || fail "$(tail -n 1 err)"
[ ! -e pipe.checkpoint ] || fail "a checkpoint beside a pipe"

# A folder that becomes read-only: an error, and the existing checkpoint stays.  Root may write
# anywhere, so it steps down if it can.
step_down=()
[ "$(id -u)" -ne 0 ] || step_down=(setpriv --reuid=65534 --regid=65534 --clear-groups)
mkdir closed
cp kept closed/m.st.checkpoint
chmod 755 .
chmod 444 features.jsonl closed/m.st.checkpoint
chmod 555 closed
if [ ${#step_down[@]} -eq 0 ] || "${step_down[@]}" train --version >/dev/null 2>&1; then
  expect 1 "${step_down[@]}" "${task[@]}" "${long[@]}" -q --resume -o closed/m.st
  says "melsift train: closed/m.st: can't create: Permission denied"
  same kept closed/m.st.checkpoint
else
  skip_part "a folder without permission to write (root can't step down here)"
fi
chmod 755 closed

passed
