#!/usr/bin/env bash
# Verifies that the package is reproducible: builds the last commit twice from scratch, in two new
# folders, compares the results byte for byte, and runs lintian.
#
# usage: packaging/verify.sh [--package FILE] [BUILD_OPTION...]
#   --package FILE  compare FILE with one build instead of two builds with each other
#   BUILD_OPTION    of packaging/build.sh: --suite, --arch, --roots, --tarball
set -euo pipefail

fail() { echo "packaging/verify.sh: $*" >&2; exit 1; }

given='' options=() roots=yes
while [ $# -gt 0 ]; do
  case $1 in
    --package) given=$(realpath -- "${2:?--package needs a file}"); shift ;;
    -h | --help) sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit ;;
    --roots) options+=("$1" "$(realpath -m -- "${2:?--roots needs a folder}")"); roots=''; shift ;;
    *) options+=("$1") ;;
  esac
  shift
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh

ensure_packages lintian
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
[ -z "$roots" ] || options+=(--roots "$work/roots")  # one for both builds
export CCACHE_DISABLE=1  # both builds really compile
if [ -n "$given" ]; then
  mkdir "$work/first"
  cp "$given" "$work/first"
else
  packaging/build.sh "${options[@]}" "$work/first"
fi
packaging/build.sh "${options[@]}" "$work/second"
for file in "$work"/first/*; do
  cmp "$file" "$work/second/$(basename "$file")" || fail "$(basename "$file"): two builds differ"
  case $file in *.deb) lintian --allow-root --fail-on error,warning "$file" || fail "lintian objects" ;; esac
done
(cd "$work/first" && sha256sum ./*)
