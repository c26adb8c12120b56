#!/usr/bin/env bash
# Builds melsift and runs its tests.  It installs missing packages by name first (Debian 12, Debian 13,
# Ubuntu 24.04; amd64 and arm64); if none is missing, it needs no root.
#
# usage: tests/run.sh [--preset NAME] [--all] [CTEST_ARGUMENT...]
#   --preset NAME  a preset of CMakePresets.json: dev (the default; warnings are errors), asan or
#                  release; $MELSIFT_PRESET sets the default
#   --all          also test the web page of serve in a browser: installs Chromium and npm, and from
#                  npm what tests/web_browser/package.json names
# All other arguments go to ctest: `tests/run.sh -R audio` runs the tests with "audio" in their name.
# Some tests need reference or real data in the folder $MELSIFT_DATA, or programs or rights that the
# machine lacks.  These tests are skipped; the last lines say which, and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh

preset=${MELSIFT_PRESET:-dev}
ctest_arguments=()
browser_tests=OFF
while [ $# -gt 0 ]; do
  case $1 in
    --preset) preset=${2:?--preset needs a name}; shift ;;
    --preset=*) preset=${1#*=} ;;
    --all) browser_tests=ON ;;
    -h | --help) sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit ;;
    *) ctest_arguments+=("$1") ;;
  esac
  shift
done
# The build folders are those of CMakePresets.json.
case $preset in release) build=build ;; *) build=build-$preset ;; esac

ensure_build_packages
ensure_packages "${test_packages[@]}"
# The quick start configures without tests.
cmake --preset "$preset" -DMELSIFT_TESTS=ON -DMELSIFT_BROWSER_TESTS=$browser_tests
if [ $browser_tests = ON ]; then
  ensure_packages "${browser_packages[@]}"
  modules=$build/web_browser
  mkdir -p "$modules"
  cp tests/web_browser/package.json tests/web_browser/package-lock.json "$modules"
  npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund
fi
cmake --build --preset "$preset" -j "$(nproc)"

log=$build/Testing/Temporary/LastTest.log
rm -f "$log"
status=0
ctest --preset "$preset" --no-tests=error "${ctest_arguments[@]}" || status=$?
say_left_out >&2
# Tests print "skipped: REASON" (tests/support/support.h, tests/tools/support.sh).
skipped=''
[ ! -e "$log" ] || skipped=$(awk '/^[0-9]+\/[0-9]+ Test: / { test = substr($0, index($0, "Test: ") + 6) }
  sub(/^skipped: /, "") { print "  " test ": " $0 }' "$log" | sort)
[ -z "$skipped" ] || printf '\nskipped, and why:\n%s\n' "$skipped" >&2
exit $status
