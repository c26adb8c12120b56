#!/usr/bin/env bash
# Releases the version in CMakeLists.txt: tests, builds every artefact from the last commit, writes
# their SHA-256 sums, and tags the commit.  Pushing the tag is left to you.
#
# usage: packaging/release.sh [--dry-run] [--roots FOLDER] OUTPUT
#   OUTPUT          folder that receives the artefacts and SHA256SUMS; it must not exist yet
#   --dry-run       check, and print the remaining steps instead of taking them
#   --roots FOLDER  keep the roots of the suites there and reuse them; see packaging/build.sh
# Refuses a changed tree, a version that is tagged already, a changelog without a dated section for
# the version, and a failing test.
set -euo pipefail

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "packaging/release.sh: $*" >&2; exit 1; }

dry='' roots=() output=''
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=yes ;;
    --roots) roots=(--roots "$(realpath -m -- "${2:?--roots needs a folder}")"); shift ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) output=$(realpath -m -- "$1") ;;
  esac
  shift
done
[ -n "$output" ] || { usage >&2; exit 2; }

cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(sed -n 's/^project(melsift VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[ -n "$version" ] || fail "CMakeLists.txt: no version in project()"
tag=v$version
[ -z "$(git status --porcelain)" ] || fail "the tree has changes; commit or remove them first"
! git rev-parse -q --verify "refs/tags/$tag" >/dev/null || fail "$tag exists; raise the version in CMakeLists.txt"
[ ! -e "$output" ] || fail "$output exists"
# The section of the version, without its heading.
section=$(awk -v heading="## [$version] - " '
  index($0, heading) == 1 && substr($0, length(heading) + 1) ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/ { inside = 1; next }
  /^## / { inside = 0 }
  inside' CHANGELOG.md)
[ -n "$section" ] || fail "CHANGELOG.md: no section \"## [$version] - YYYY-MM-DD\""

# step COMMAND...: prints it, and runs it unless the run is dry.
step() {
  printf '+ %s\n' "${*@Q}"
  [ -n "$dry" ] || "$@"
}
archive_source() { git archive --format=tar --prefix="melsift-$version/" HEAD | gzip -9n >"$output/melsift-$version.tar.gz"; }
sum_up() { (cd "$output" && sha256sum -- *.deb *.tar.gz >SHA256SUMS); }

step tests/run.sh
step mkdir -p "$output"
step archive_source
step packaging/build.sh --suite bookworm "${roots[@]}" --tarball "$output"
step packaging/build.sh --suite bookworm --arch arm64 "${roots[@]}" "$output"
step packaging/build.sh --suite trixie "${roots[@]}" "$output"
step packaging/build.sh --suite trixie --arch arm64 "${roots[@]}" "$output"
step packaging/try_tarball.sh "${roots[@]}" "$output/melsift-$version-linux-x86_64.tar.gz"
step sum_up
step git tag -a "$tag" --cleanup=verbatim -m "melsift $version" -m "$section"
[ -n "$dry" ] || echo "$tag is made; publish it with: git push origin $tag"
