#!/usr/bin/env bash
# Measures how long melsift takes to build from scratch, this tree against an earlier commit: the
# quick start's tools, and everything that tests/run.sh builds.  Both trees are built in turns on
# the same machine, without ccache; then how long it takes to rebuild after one file is touched, how
# large the tools are, and how long --help takes.  Run it by hand on a quiet machine.
#
# usage: tests/bench/build_time.sh [--against COMMIT] [--quick-only] [--rounds N] [--work FOLDER]
#   --against COMMIT  the earlier commit or tag (default: 748608e, which is 0.1.0)
#   --quick-only      leave out what tests/run.sh builds
#   --rounds N        build each tree N times and take the medians (default: 1)
#   --work FOLDER     build there and keep the builds (default: a temporary folder)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "build_time: $*" >&2; exit 2; }

against=748608e rounds=1 work='' builds=(quickstart tests)
while [ $# -gt 0 ]; do
  case $1 in
    --against) against=${2:?--against needs a commit}; shift ;;
    --quick-only) builds=(quickstart) ;;
    --rounds) rounds=${2:?--rounds needs a number}; shift ;;
    --work) work=${2:?--work needs a folder}; shift ;;
    -h | --help) usage; exit ;;
    *) fail "$1: unknown option (see --help)" ;;
  esac
  shift
done
git -C "$root" rev-parse --quiet --verify "$against^{commit}" >/dev/null ||
  fail "$against: no such commit; give one with --against"
if [ -n "$work" ]; then
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
work=$(cd "$work" && pwd)
export LC_ALL=C CCACHE_DISABLE=1
unset CMAKE_CXX_COMPILER_LAUNCHER

# The sources: a commit's, and the working tree's with its changes.
rm -rf "${work:?}/before" "${work:?}/after"
mkdir "$work/before" "$work/after"
git -C "$root" archive "$against" | tar -x -C "$work/before"
git -C "$root" ls-files -z --cached --others --exclude-standard |
  (cd "$root" && tar -c --null --ignore-failed-read -T - 2>"$work/log") | tar -x -C "$work/after"

# timed COMMAND...: runs it with its output in $work/log; sets $wall and $processor, in seconds.
timed() {
  local TIMEFORMAT='%R %U %S' user system
  { time "$@" >"$work/log" 2>&1; } 2>"$work/time" || { tail -n 40 "$work/log" >&2; fail "$* failed"; }
  read -r wall user system < <(tail -n 1 "$work/time")
  processor=$(awk -v u="$user" -v s="$system" 'BEGIN { printf "%.1f", u + s }')
}
configure() {  # TREE BUILD, as examples/quickstart.sh and tests/run.sh do
  local options=(--preset dev -DMELSIFT_TESTS=ON)
  [ "$2" = tests ] || options=(--preset release -DMELSIFT_TESTS=OFF)
  (cd "$work/$1" && cmake "${options[@]}" -B "$work/$1-$2" -DCMAKE_CXX_COMPILER_LAUNCHER=)
}
build() { cmake --build "$work/$1-$2" -j "$(nproc)"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '%-38s %12s %12s %8s\n' "$@"; }

row "from nothing, seconds" "$against" "this tree" ratio
for what in "${builds[@]}"; do
  rm -f "$work"/figures.*
  for ((round = 0; round < rounds; ++round)); do
    for tree in before after; do
      rm -rf "${work:?}/$tree-$what"
      configure $tree "$what" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "can't configure $tree"; }
      timed build $tree "$what"
      echo "$wall" >>"$work/figures.$tree.wall"
      echo "$processor" >>"$work/figures.$tree.processor"
    done
  done
  for figure in processor wall; do
    a=$(median <"$work/figures.before.$figure") b=$(median <"$work/figures.after.$figure")
    row "$what: $figure" "$a" "$b" "$(ratio "$b" "$a")"
  done
done

# Rebuilds touch a file as an editor does: its time changes, not its text.
printf '\n'
row "after touching, wall seconds" "$against" "this tree" ratio
for file in tools/extract tools/train lib/nn/network.h; do
  for tree in before after; do
    timed build $tree quickstart  # nothing else is left to do
    touched=$work/$tree/$file
    if [ -d "$touched" ]; then touched+=/main.cpp; elif [ ! -e "$touched" ]; then touched+=.cpp; fi
    touch "$touched"
    timed build $tree quickstart
    echo "$wall" >"$work/touched.$tree"
  done
  a=$(<"$work/touched.before") b=$(<"$work/touched.after")
  row "$file" "$a" "$b" "$(ratio "$b" "$a")"
done

# start TREE TOOL: the median of 21 runs of --help, in milliseconds.
start() {
  local i TIMEFORMAT=%R
  for ((i = 0; i < 21; ++i)); do
    { time "$work/$1-quickstart/bin/$2" --help >/dev/null 2>&1; } 2>&1
  done | median | awk '{ printf "%.0f", 1000 * $1 }'
}
printf '\n%-12s %12s %12s %14s %14s\n' tool "kB, $against" "kB, this tree" "ms, $against" "ms, this tree"
for tool in "$work"/after-quickstart/bin/*; do
  name=$(basename "$tool")
  [ -x "$work/before-quickstart/bin/$name" ] || continue
  printf '%-12s %12d %12d %14d %14d\n' "$name" \
    $(($(stat -c %s "$work/before-quickstart/bin/$name") / 1024)) $(($(stat -c %s "$tool") / 1024)) \
    "$(start before "$name")" "$(start after "$name")"
done
