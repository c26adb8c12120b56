#!/usr/bin/env bash
# End to end: the progress line on the terminal.
# Usage: progress_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

command -v script >/dev/null || fail "script is missing: apt-get install bsdutils"
mkdir music
for i in $(seq -w 30); do make_audio "music/$i.wav" 1 22050 1 "$i"; done
ls music/*.wav >list
jq -Rc '{path: .}' list >tracks.jsonl
work="extract -j 1 --hop-length $((2 * slow)) -o out"  # slow enough to be seen, also if emulated
export TERM=xterm
erase=$'\r\e[K'

# on_terminal CODE COMMAND: the output to a terminal of 100 columns, in the file raw; in tty with
# one line for each draw and message, where "@" means that a line is erased.
on_terminal() {
  local wanted=$1 got=0
  script -qec "stty cols ${columns-100}; $2" /dev/null >raw </dev/null || got=$?
  [ "$got" -eq "$wanted" ] || fail "exit $got, expected $wanted: $2: $(cat raw)"
  sed $'s/\r\e\\[K/\\n@/g; s/\r$//' raw >tty
}
draws() { grep -c '^@.*[0-9] tracks, ' tty || true; }

# The total is known for folders, files and records, but never for a pipe.
for input in music tracks.jsonl 'music/*.wav'; do
  begun=$(date +%s%N)
  on_terminal 0 "$work $input"
  tenths=$((($(date +%s%N) - begun) / 100000000))
  [ "$(draws)" -ge 1 ] || fail "drawn $(draws) times in $tenths tenths of a second"
  [ "$(draws)" -le $((tenths + 1)) ] || fail "drawn $(draws) times in $tenths tenths of a second"
  [ "$(tail -c 4 raw)" = "$erase" ] || fail "the line is not erased at the end"
  grep -qE '^@\[=*>? *\] [0-9]+/30 tracks, [0-9]+(\.[0-9])?/s, [0-9]+:[0-9][0-9] left$' tty || fail "$(cat -A tty)"
  records out 30
done
on_terminal 0 "$work - <list"
grep -qE '^@[0-9]+ tracks, [0-9.]+/s$' tty || fail "$(cat -A tty)"
! grep -qE '/30|left' tty || fail "the length of a pipe is known: $(cat -A tty)"

# A FIFO is read once, whatever its name.
mkfifo fifo.jsonl
cat tracks.jsonl >fifo.jsonl &
on_terminal 0 "timeout $((60 * slow)) $work fifo.jsonl"
wait
records out 30
grep -qE '^@[0-9]+ tracks, [0-9.]+/s$' tty || fail "$(cat -A tty)"

# It is never longer than the line.
columns=40 on_terminal 0 "$work music"
[ "$(draws)" -ge 1 ] || fail "not drawn"
[ "$(tr -d @ <tty | wc -L)" -lt 40 ] || fail "too long: $(cat -A tty)"

# It is erased for messages, each of which has a separate line; resumed runs have it, too.
rm out
on_terminal 3 "$work music/0*.wav missing.wav music/1*.wav --resume"
[ "$(draws)" -ge 1 ] || fail "not drawn"
grep -qx "@\?melsift extract: missing.wav: can't open: No such file or directory" tty || fail "$(cat -A tty)"
grep -qx '@\?melsift extract: 19 of 20 files, 1 failed' tty || fail "$(cat -A tty)"

# None if it is not wanted or not visible.
for quiet in "$work -q music" "NO_COLOR=1 $work music" "TERM=dumb $work music" "TERM= $work music" \
  "$work music 2>&1 | cat"; do
  on_terminal 0 "$quiet"
  nothing raw
done
on_terminal 0 "extract -j 1 --hop-length 2 music"  # the data go there
[ "$(draws)" -eq 0 ] || fail "drawn among the data"
[ "$(tr -d '\r' <raw | jq -c . | wc -l)" -eq 30 ] || fail "the data are disturbed"

# Reading records, by any tool: the total is the lines of the files.
toy_features 30000 >many.jsonl
on_terminal 0 "inspect $(printf 'many.jsonl %.0s' {1..40})-o out"
grep -qE '^@\[=*>? *\] [0-9]+/1200000 records, [0-9]+(\.[0-9])?/s, [0-9]+:[0-9][0-9] left$' tty || fail "$(cat -A tty)"

passed
