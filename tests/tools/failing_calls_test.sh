#!/usr/bin/env bash
# End to end: the system refuses to write, to read, to open a file or to start a thread.
# Usage: failing_calls_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# failing "CALL NUMBER ERROR [PATH]" COMMAND...: see tests/support/failing_process.cpp.  5 is EIO, 11
# EAGAIN, 28 ENOSPC.
failing() {
  timeout $((60 * slow)) env ASAN_OPTIONS="verify_asan_link_order=0:${ASAN_OPTIONS-}" LD_PRELOAD="$bin/failing_call.so" \
    MELSIFT_FAILING_CALL="$1" "${@:2}"
}
# ends CODE FAULT COMMAND...: as expect, of a command that a call may fail.
ends() {
  got=0
  failing "$2" "${@:3}" >out 2>err || got=$?
  [ $got -eq 0 ] || [ $got -eq "$1" ] || { sed 's/^/  /' err >&2; fail "exit $got, expected $1: $*"; }
}
kept() { cmp -s "$1" "$2" || fail "not as it was: $1"; }

# An index: an error of the disk is no bad record.  The old index stays, and there is one message.
toy_features 20 >few.jsonl
toy_features 9000 >many.jsonl
collect import -q few.jsonl --db library.db
collect index few.jsonl -o old.index
collect index many.jsonl -o wanted.index
for error in 5 28; do
  for ((n = 1; n < 100; n++)); do
    cp old.index x.index
    ends 1 "write $n $error" collect index many.jsonl -o x.index
    [ $got -eq 1 ] || break
    says "melsift collect: x.index: can't write*: *"
    kept x.index old.index
  done
  same x.index wanted.index
  [ "$n" -gt 3 ] || fail "only $n writes"
done

# An incompletely read catalogue is an error.
toy_features 2000 | jq -c '.title = "x" * 100' >songs.jsonl
collect import -q songs.jsonl --db songs.db
collect index few.jsonl --db songs.db -o wanted.index
for ((n = 1; n < 300; n += 7)); do
  cp old.index x.index
  ends 1 "read $n+ 5 songs.db" collect index few.jsonl --db songs.db -o x.index
  [ $got -eq 1 ] || break
  says "melsift collect: songs.db: *"
  kept x.index old.index
done
same x.index wanted.index
[ "$n" -gt 10 ] || fail "only $n reads"

# Too few descriptors: the vectors of another space must not take the place of those that most
# records have.
jq -c '.embedding = .features[:2] | .model = "m1"' few.jsonl >embedded.jsonl
collect index embedded.jsonl -o wanted.index
refusals=0
for most in $(seq 4 20); do
  cp old.index x.index
  got=0
  (ulimit -n "$most" && exec collect index embedded.jsonl -o x.index) >out 2>err || got=$?
  case $got in
    0) same x.index wanted.index ;;
    1)
      says 'melsift collect: *: Too many open files'
      kept x.index old.index
      refusals=$((refusals + 1))
      ;;
    127) ;; # its libraries could not be opened
    *) fail "exit $got with $most descriptors: $(cat err)" ;;
  esac
done
[ $refusals -gt 2 ] || fail "only $refusals refusals"
same x.index wanted.index

# A thread that can't be started ends the work, with one message.
make_audio a.wav
for tool in 'extract a.wav' 'extract --resume a.wav -o x.jsonl' 'collect scan a.wav --db y.db --no-sound'; do
  for n in 1 3 8; do
    # shellcheck disable=SC2086  # words
    ends 1 "pthread_create $n 11" $tool -j 8
    [ $got -eq 1 ] || fail "$tool: no thread was refused"
    says "melsift ${tool%% *}: thread $n of 8: can't start: Resource temporarily unavailable"
  done
done
toy_features 200 >toy.jsonl
ends 1 'pthread_create 2 11' collect index toy.jsonl --graph yes -j 4 -o x.index
says 'melsift collect: thread 2 of 3: can'\''t start: Resource temporarily unavailable'
# The same for real: 200 stacks of 8 MB are more than the address space.
if (ulimit -s 8192 && ulimit -v 1500000 && extract --version) >/dev/null 2>&1; then
  got=0
  (ulimit -s 8192 && ulimit -v 1500000 && exec timeout $((60 * slow)) extract -j 200 a.wav) >out 2>err || got=$?
  [ $got -eq 1 ] || fail "exit $got, expected 1: $(cat err)"
  says "melsift extract: thread * of 200: can't start: Resource temporarily unavailable"
else
  skip_part "this build needs more address space than ulimit leaves (sanitizers)"
fi

# Also the threads of a network.
make_audio long.wav 4
extract -q --set mel long.wav | jq -c '.label = ("a", "b")' >mel.jsonl
ends 1 'pthread_create 3 11' train -q --arch melnet --validation 0 --epochs 1 -j 4 mel.jsonl -o x.safetensors
says "melsift train: thread 3 of 3: can't start: Resource temporarily unavailable"
[ ! -e x.safetensors ] || fail "a model of no training"

# A picture without letters is said to be one.
make_audio tone.wav 1
ends 3 "open 1+ 24 .ttf" draw tone.wav -o x.png
[ $got -eq 3 ] || fail "draw hides that fonts can't be read"
says "melsift draw: a font can't be read: letters of the picture are missing" \
  'melsift draw: 1 of 2 parts of the picture, 1 failed'
[ -s x.png ] || fail "no picture"

passed
