#!/usr/bin/env bash
# What packaging/release.sh refuses, and the plan that it prints; in a small repository.
# Usage: release_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
command -v git >/dev/null || { echo "skipped: git is not installed"; exit 77; }

project=$here/../..
version=$(sed -n 's/^project(melsift VERSION \([0-9.]*\) .*/\1/p' "$project/CMakeLists.txt")
[ "$(extract --version)" = "melsift $version" ] || fail "extract --version is not the version in CMakeLists.txt"
mkdir -p repository/packaging
cp "$project/packaging/release.sh" repository/packaging
cp "$project/CMakeLists.txt" repository
printf '# Changelog\n\n## [%s] - 2026-02-03\n\n- One thing.\n\n## [0.0.1] - 2026-01-01\n\n- Old.\n' "$version" >repository/CHANGELOG.md
git() { command git -C repository -c user.name=Tester -c user.email=tester@example.org "$@"; }
git init -q . && git add . && git commit -q -m start
release() { repository/packaging/release.sh --dry-run "$work/artefacts"; }
# refuses WORDS: nothing is planned, and the one line says why.
refuses() {
  expect 1 release
  nothing out
  says "packaging/release.sh: $1"
}

expect 0 release
[ ! -e "$work/artefacts" ] || fail "a dry run writes"
[ -z "$(git tag)" ] || fail "a dry run tags"
for step in tests/run.sh "bookworm'.*--tarball" "bookworm' '--arch' 'arm64" "trixie' '$work" "trixie' '--arch' 'arm64" \
  try_tarball.sh sum_up "tag' '-a' 'v$version'.*One thing"; do
  tr '\n' '\f' <out | sed 's/\f+ /\n+ /g' | grep -q "$step" || fail "the plan lacks $step: $(cat out)"
done
! grep -q Old out || fail "the tag's message has another version's changes"

touch repository/stray
refuses "the tree has changes; commit or remove them first"
rm repository/stray
git tag "v$version"
refuses "v$version exists; raise the version in CMakeLists.txt"
git tag -d "v$version" >/dev/null
mkdir "$work/artefacts"
refuses "$work/artefacts exists"
rmdir "$work/artefacts"
for heading in "## [Unreleased]" "## [$version]" "## [$version] - soon" "## [9.9.9] - 2026-02-03"; do
  sed -i "3s/.*/$heading/" repository/CHANGELOG.md
  git commit -q -a -m heading
  refuses "CHANGELOG.md: no section \"## \\[$version\\] - YYYY-MM-DD\""
done

passed
