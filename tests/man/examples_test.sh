#!/usr/bin/env bash
# The examples of the manual pages run.  examples.sh says which, and what folder they find.
# Usage: examples_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"
man=$here/../../man

"$here/examples.sh" shop shop 2>log || { cat log >&2; fail "the examples' folder can't be made"; }

# Optional features of the build.
convert -q shop/genre.safetensors -o probe.onnx 2>/dev/null || skip_part "the examples of ONNX (this build has no libonnx)"
command -v parallel >/dev/null || skip_part "the examples of GNU parallel (it is not installed)"
is_possible() {
  { [ -e probe.onnx ] || ! grep -q '\.onnx' "$1"; } && { command -v parallel >/dev/null || ! grep -q parallel "$1"; }
}

total=0
for page in "$man"/*.[1-9]; do
  title=$(basename "$page")
  cp -r shop "$title"
  (cd "$title" && "$here/examples.sh" displays <"$page" >../complaints) || fail "$title: $(cat complaints)"
  grep -q '^\.Sh EXAMPLES' "$page" || fail "$title has no examples"
  count=0
  while [ -e "$title/$((count + 1)).sh" ]; do
    count=$((count + 1))
    is_possible "$title/$count.sh" || continue
    (cd "$title" && timeout $((60 * slow)) bash -euo pipefail $count.sh >../out 2>../err </dev/null) ||
      { cat "$title/$count.sh" err >&2; fail "$title: an example fails"; }
  done
  [ $count -gt 0 ] || fail "$title has no example that runs"
  total=$((total + count))
done
[ $total -ge 30 ] || fail "only $total examples found"

echo "$total examples"
passed
