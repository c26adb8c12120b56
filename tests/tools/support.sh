# Sourced first by the end-to-end tests: strict mode, the executables on PATH, an empty folder of
# its own to work in, removed at the end, and expectations.  bash.
# Usage of the tests: NAME_test.sh FOLDER_OF_EXECUTABLES
# shellcheck shell=bash disable=SC2016  # the variables of jq filters
set -Eeuo pipefail
name=$(basename "$0" .sh)
bin=$(cd "${1:?usage: $0 FOLDER_OF_EXECUTABLES}" && pwd)
# shellcheck disable=SC2034  # for the tests
here=$(cd "$(dirname "$0")" && pwd)
PATH=$bin:$PATH
unset NO_COLOR
export LC_ALL=C
# How many times longer than usual to wait before giving up: for emulated and other slow machines.
# shellcheck disable=SC2034  # for the tests
slow=${MELSIFT_TEST_TIMEOUT_FACTOR:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'echo "$name: line $LINENO: $BASH_COMMAND" >&2' ERR
cd "$work"
export XDG_DATA_HOME=$work/data-home  # no test sees or makes the library of the user
exec </dev/null

# cached VARIABLE: its value in the build's CMakeCache.txt.
cached() { sed -n "s/^$1:[A-Z]*=//p" "$(dirname "$bin")/CMakeCache.txt"; }

fail() {
  echo "$name: line ${BASH_LINENO[-2]}: $*" >&2
  exit 1
}

# expect CODE COMMAND...: runs it, its output into the files out and err, and checks the exit code.
expect() {
  local wanted=$1 got=0
  shift
  "$@" >out 2>err || got=$?
  [ "$got" -eq "$wanted" ] || { sed 's/^/  /' err >&2; fail "exit $got, expected $wanted: $*"; }
}

# says LINE...: standard error was exactly these lines, each a glob pattern; none: it was empty.
says() {
  local line i=0 lines=()
  mapfile -t lines <err
  [ ${#lines[@]} -eq $# ] || { sed 's/^/  /' err >&2; fail "${#lines[@]} lines on standard error, expected $#"; }
  for line; do
    # shellcheck disable=SC2053  # a pattern
    [[ ${lines[i]} == $line ]] || fail "standard error says: ${lines[i]}; expected: $line"
    i=$((i + 1))
  done
}

# holds FILE FILTER [JQ_ARGUMENT...]: the jq filter, given all records of FILE as an array, is true.
holds() {
  local file=$1 filter=$2
  shift 2
  jq -es "$filter" "$file" "$@" >/dev/null || fail "$file: not so: $filter"
}

# records FILE N: FILE is N lines, each a JSON object.
records() {
  [ "$(wc -l <"$1")" -eq "$2" ] || fail "$1: $(wc -l <"$1") lines, expected $2"
  holds "$1" 'length == $n and all(type == "object")' --argjson n "$2"
}

same() { cmp "$1" "$2" >&2 || fail "$1 and $2 differ"; }
silent() { says; }
nothing() { [ ! -s "$1" ] || fail "$1 is not empty"; }

# A usage error: exit 2, nothing on standard output, and this one line.
misused() {
  local line=$1
  shift
  expect 2 "$@"
  nothing out
  says "$line (see melsift $(basename "$1") --help)"
}

# check_common TOOL [ARGUMENT...]: common behaviour of all tools: help and version on standard
# output, an error for an unknown option (after the required arguments), full disks noticed.
check_common() {
  local tool=$1
  shift
  expect 0 "$tool" --help
  silent
  grep -q "^Usage: melsift $tool " out || fail "no usage line in the help"
  expect 0 "$tool" --version
  silent
  expect 0 "$tool" -h
  misused "melsift $tool: --no-such-option: unknown option" \
    "$tool" "$@" --no-such-option
  fills_disk "$tool" --help
  fills_disk "$tool" --version
}

# fills_disk COMMAND...: it fails, with one line, if standard output is full.
fills_disk() {
  [ -e /dev/full ] || return 0
  local got=0
  "$@" >/dev/full 2>err || got=$?
  [ "$got" -eq 1 ] || fail "exit $got on a full disk: $*"
  says "melsift $(basename "$1"): standard output: can't write*"
}

# toy_features N: records of N tracks of the classes a, b and c by turns, from a front end "toy"
# whose four features separate them.  Closed form: the same on every machine.
toy_features() {
  awk -v n="$1" 'BEGIN {
    for (i = 0; i < n; i++) {
      printf "{\"path\":\"%d.wav\",\"label\":\"%s\",\"front_end\":\"toy\",\"features\":[", i, substr("abc", i % 3 + 1, 1)
      for (k = 0; k < 4; k++) printf "%s%.4f", k ? "," : "", (k == i % 3) * 2 + sin(i * 12.9898 + k * 78.233)
      print "]}"
    }
  }'
}

# The safetensors format, read by its public description alone: a little-endian u64 n, n bytes of
# JSON, then the tensors' bytes.
header_size() { od -An -t u8 -N 8 "$1" | tr -d ' '; }
header() { head -c $((8 + $(header_size "$1"))) "$1" | tail -c +9; }
# metadata FILE FILTER: of the header's __metadata__.
metadata() { header "$1" | jq -c ".__metadata__ | $2"; }
# tensor FILE NAME: its values, one a line.
tensor() {
  local begin end
  read -r begin end < <(header "$1" | jq -r --arg name "$2" '.[$name].data_offsets | "\(.[0]) \(.[1])"')
  od -An -v -t f4 -w4 -j $((8 + $(header_size "$1") + begin)) -N $((end - begin)) "$1"
}

# skip REASON: ends the test as skipped; ctest knows the exit code.
skip() {
  echo "skipped: $1"
  exit 77
}

# skip_part REASON: a part of the test can't run here.  The test goes on; if nothing else fails,
# passed reports it as skipped.
skipped_parts=()
skip_part() { skipped_parts+=("$1"); }

# outside NAME...: skips the test if $MELSIFT_DATA lacks one of these files and folders: reference
# and real data that the repository does not contain.
outside() {
  local name
  [ -n "${MELSIFT_DATA-}" ] || skip "MELSIFT_DATA is not set (needs $*)"
  for name; do [ -e "$MELSIFT_DATA/$name" ] || skip "MELSIFT_DATA has no $name"; done
}

# passed: the last line of every test.
passed() {
  if [ ${#skipped_parts[@]} -gt 0 ]; then
    printf 'skipped: in part: %s\n' "${skipped_parts[@]}"
    exit 77
  fi
  echo "$name: passed"
}
