#!/usr/bin/env bash
# Fuzzes the readers: libFuzzer with the address and undefined-behaviour sanitizers.
#
# usage: tests/fuzz/run.sh [SECONDS [TARGET...]]
#   SECONDS  for each target (default: 60)
#   TARGET   decoder, tags, names, records, model, requests, onnx (default: all)
# Needs clang and its compiler-rt (Debian: clang libclang-rt-dev).  Built in $MELSIFT_FUZZ_BUILD
# (default: build-fuzz).  Inputs that make a target fail are left there, as crash-*, timeout-* or
# oom-*; add them, made smaller with -minimize_crash=1, to tests/regress/TARGET.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(decoder tags names records model requests onnx)
build=${MELSIFT_FUZZ_BUILD:-build-fuzz}

cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="${CXX:-clang++}" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DMELSIFT_FUZZ=ON -DMELSIFT_SANITIZE=ON -DMELSIFT_EXAMPLES=OFF >/dev/null
for target in "${targets[@]}"; do cmake --build "$build" --target "fuzz_$target" -j "$(nproc)"; done
build=$(cd "$build" && pwd)
export LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0

for target in "${targets[@]}"; do
  found=$build/corpus/$target  # new inputs go here: the corpus in the tree stays small
  mkdir -p "$found"
  seeds=(tests/fuzz/corpus/"$target")
  [ ! -d tests/regress/"$target" ] || seeds+=(tests/regress/"$target")
  dictionary=()
  [ ! -f tests/fuzz/"$target".dict ] || dictionary=(-dict=tests/fuzz/"$target".dict)
  # No file of some kilobytes may need more than 25 seconds or a gigabyte.
  nice "$build/bin/fuzz_$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=1024 \
    -max_len=65536 -print_final_stats=1 -artifact_prefix="$build/$target-" "${dictionary[@]}" \
    "$found" "${seeds[@]}"
done
