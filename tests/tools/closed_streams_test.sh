#!/usr/bin/env bash
# End to end: standard input, output or error is closed when a tool starts.
# Usage: closed_streams_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

tools=(prepare extract train classify evaluate recommend collect serve inspect draw convert)
closed='standard output: can'\''t write: Bad file descriptor'

toy_features 30 >toy.jsonl
{ cat toy.jsonl; echo '{"path":'; } >bad.jsonl
collect index toy.jsonl -o toy.index
collect import -q toy.jsonl --db library.db
make_audio a.wav

# Messages go to no file, and the exit code is the same.
got=0
collect index bad.jsonl -o x.index 2>&- || got=$?
[ $got -eq 3 ] || fail "exit $got, expected 3"
same x.index toy.index
recommend --explain --catalogue toy.jsonl --like 1.wav -n 5 -o wanted.m3u8 2>err
grep -q melsift err || fail "this test needs a message: $(cat err)"
recommend --explain --catalogue toy.jsonl --like 1.wav -n 5 -o x.m3u8 2>&-
same x.m3u8 wanted.m3u8
got=0
extract a.wav no-such.wav -o x.jsonl 2>&- || got=$?
[ $got -eq 3 ] || fail "exit $got, expected 3"
records x.jsonl 1
got=0
extract --resume a.wav no-such.wav -o y.jsonl 2>&- || got=$?
[ $got -eq 3 ] || fail "exit $got, expected 3"
same y.jsonl x.jsonl
extract --resume a.wav -o y.jsonl 2>&-
same y.jsonl x.jsonl

# Output that can't be written is noticed at once.
for tool in "${tools[@]}"; do
  got=0
  "$tool" --help >&- 2>err || got=$?
  [ $got -eq 1 ] || fail "$tool --help: exit $got without a standard output"
  says "melsift $tool: standard output: can't write*"
  "$tool" --help >out 2>&-
  [ -s out ] || fail "$tool prints no help"
done
for format in jsonl csv npz arff; do
  got=0
  extract --format "$format" a.wav >&- 2>err || got=$?
  [ $got -eq 1 ] || fail "extract --format $format: exit $got"
  says "melsift extract: $closed"
done
got=0
collect export --db library.db >&- 2>err || got=$?
[ $got -eq 1 ] || fail "collect export: exit $got"
says "melsift collect: $closed"
got=0
melsift --version >&- 2>err || got=$?
[ $got -eq 1 ] || fail "melsift --version: exit $got"
says "melsift: standard output: can't write: Bad file descriptor"

# Also input; a tool that needs neither does its work.
expect 1 inspect - <&-
says "melsift inspect: standard input: can't read: Bad file descriptor"
inspect toy.jsonl >wanted
inspect toy.jsonl -o x.txt <&- >&- 2>&-
same x.txt wanted

passed
