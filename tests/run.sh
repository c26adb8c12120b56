#!/usr/bin/env bash
# Builds melsift and runs its tests.  Enough on a fresh Debian 12: packages that are missing are
# installed by name first; no root is needed where none is.
#
# usage: tests/run.sh [--preset NAME] [--all] [CTEST_ARGUMENT...]
#   --preset NAME  of CMakePresets.json: dev (the default; warnings are errors), asan, release;
#                  $MELSIFT_PRESET does the same
#   --all          every test, also those of the page of serve in a browser: needs Chromium and npm,
#                  and installs them, and from npm what tests/web_browser/package.json names
# What else is given goes to ctest: tests/run.sh -R audio
# Real and reference data are looked for in the folder $MELSIFT_DATA; tests that want them are
# skipped without it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh

preset=${MELSIFT_PRESET:-dev}
ctest_arguments=()
browser_tests=OFF
while [ $# -gt 0 ]; do
  case $1 in
    --preset) preset=${2:?--preset wants a name}; shift ;;
    --preset=*) preset=${1#*=} ;;
    --all) browser_tests=ON ;;
    -h | --help) sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit ;;
    *) ctest_arguments+=("$1") ;;
  esac
  shift
done

ensure_packages "${build_packages[@]}" "${test_packages[@]}"
cmake --preset "$preset" -DMELSIFT_TESTS=ON -DMELSIFT_BROWSER_TESTS=$browser_tests  # the quick start configures without
if [ $browser_tests = ON ]; then
  ensure_packages "${browser_packages[@]}"
  # The build folders are as CMakePresets.json names them.
  case $preset in release) modules=build/web_browser ;; *) modules=build-$preset/web_browser ;; esac
  mkdir -p "$modules"
  cp tests/web_browser/package.json tests/web_browser/package-lock.json "$modules"
  npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund
fi
cmake --build --preset "$preset" -j "$(nproc)"
exec ctest --preset "$preset" --no-tests=error "${ctest_arguments[@]}"
