#!/usr/bin/env bash
# An epoch of the mlp against scikit-learn and PyTorch, one thread each, in turns: the medians, and
# the ratio of epochs per second.  Run it by hand on a quiet machine; it needs Debian's
# python3-sklearn and python3-torch.
# Usage: mlp_bench.sh BUILD_FOLDER [TURNS]
set -euo pipefail
build=$(cd "${1:?usage: $0 BUILD_FOLDER [TURNS]}" && pwd)
turns=${2:-3}
peer=$(cd "$(dirname "$0")" && pwd)/peers/mlp.py
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for _ in $(seq "$turns"); do
  "$build/bench/mlp_bench" | awk '$1 == "epoch" { print $2 }' >>"$work/melsift"
  for name in sklearn torch; do /usr/bin/python3 "$peer" "$name" | awk '{ print $1 }' >>"$work/$name"; done
done
median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ours=$(median "$work/melsift")
for name in melsift sklearn torch; do
  median "$work/$name" | awk -v name=$name -v ours="$ours" \
    '{ printf "%-8s %8.3f ms an epoch  this / melsift: %.1f\n", name, $1, $1 / ours }'
done
