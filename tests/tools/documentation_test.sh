#!/usr/bin/env bash
# The target docs: Doxygen reads the public headers without a warning, and has a page of each.
# Usage: documentation_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

doxygen=$(cached DOXYGEN_EXECUTABLE)
[ -x "$doxygen" ] || skip "doxygen is not installed"
build=$(dirname "$bin")
cmake --build "$build" --target docs >log 2>&1 || { tail -n 20 log >&2; fail "the target docs fails"; }
! grep -i warning log >&2 || fail "Doxygen warns"
while read -r header; do
  page=$build/docs/html/$(basename "$header" .h | sed 's/_/__/g')_8h.html
  [ -s "$page" ] || fail "no page of $header"
  # The comment at the header's top is on it.
  words=$(sed -n '1s,^// \([A-Za-z ]*\).*,\1,p' "$here/../../lib/$header")
  grep -qF "$words" "$page" || fail "the page of $header lacks: $words"
done < <(sed -n '/^set(MELSIFT_PUBLIC_HEADERS$/,/^)/s,^  \([a-z0-9_]*/.*\),\1,p' "$here/../../lib/public_headers.cmake")

passed
