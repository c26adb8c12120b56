#!/usr/bin/env bash
# End to end: the quick start, with executables that are built already.
# Usage: quickstart_test.sh FOLDER_OF_EXECUTABLES
set -eu
bin=$(cd "$1" && pwd)
quickstart=$(cd "$(dirname "$0")/../.." && pwd)/examples/quickstart.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "quickstart_test: $*" >&2; cat out err >&2; exit 1; }
expect() {
  local code=$1 got=0; shift
  "$@" >out 2>err </dev/null || got=$?
  [ "$got" -eq "$code" ] || fail "exit $got, expected $code: $*"
}
# The five recommendations are the rows below the heading that begin with a rank.
recommendations() { sed -n '/^rank /,/^(/p' out | grep -cE '^ +[1-5]  ' || true; }
# Ten well-separated styles: chance would be 10 %, a trained network is far above 50 %.
accurate() {
  awk '$1 == "accuracy" { found = 1; if ($2 < 60) exit 1 } END { if (!found) exit 1 }' out ||
    fail "no accuracy, or a low one"
}

# Demo music, in a folder whose name needs quotes.
expect 0 "$quickstart" --bin "$bin" --work "a place"
accurate
[ "$(recommendations)" -eq 5 ] || fail "not five recommendations"
[ -s "a place/genre.safetensors" ] || fail "no model"
grep -qE '^track +class +confidence +runner-up$' out || fail "the bundled model does not predict"
awk 'length > 400 { exit 1 }' out || fail "a line is longer than 400 characters"
[ "$(grep -cE '^\([0-9]+\.[0-9] s\)$' out)" -eq "$(grep -c '^\$ ' out)" ] || fail "a step does not say how long it took"
grep -qF '(The accuracy is measured on 12 test tracks.  One track more or less changes it by 8.3 points' out || fail "the accuracy is not explained"
grep -c '^melsift classify: using the bundled model .* cross-validated accuracy' err | grep -qx 1 || fail "its accuracy is not stated"
[ "$(head -c 4 "a place/song.png")" = $'\x89PNG' ] || fail "no picture"
grep -q '^  PATH=.* melsift serve --catalogue ' out || fail "not told how to open the page"
grep -q '^  export PATH=.*; melsift collect scan ~/Music; melsift serve --music ~/Music$' out || fail "not told what to do with one's own music"
grep -q $'\e' out && fail "colours without a terminal"

# Every printed command can be pasted: run again by hand, they make the same files.
sha256sum "a place"/*.jsonl "a place/genre.safetensors" >sums
sed -n 's/^\$ //p' out >pasted
rm "a place"/*.jsonl "a place/genre.safetensors"
bash -e pasted >/dev/null 2>err </dev/null || fail "the printed commands fail"
sha256sum --quiet -c sums || fail "the printed commands make other files"

# A folder of the user with one broken file: it is named and left out, and the rest is used.
mv "a place/demo" "my genres"
echo "not audio" >"my genres/jazz/jazz.00005.wav"
expect 0 "$quickstart" --bin "$bin" --work second "my genres"
accurate
[ "$(recommendations)" -eq 5 ] || fail "not five recommendations from a folder"
grep -q 'jazz.00005.wav' err || fail "the broken file isn't named"

# Mistakes.
expect 1 "$quickstart" --bin "$bin" --work third nowhere
grep -q '^quickstart: nowhere: no such folder' err || fail "nowhere"
expect 2 "$quickstart" --bin "$bin" --fast
expect 0 "$quickstart" --help
grep -q '^usage: examples/quickstart.sh' out || fail "--help"
echo "quickstart_test: passed"
