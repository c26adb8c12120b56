#!/usr/bin/env bash
# The Snakefile on one machine and on Slurm: the same bytes.  Takes some minutes.
# Usage: snakemake_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/cluster/support.sh
. "$(dirname "$0")/support.sh"
command -v snakemake >/dev/null || skip "needs snakemake"

mkdir -p genres/{a,b} one slurm
for class in a b; do
  for i in 1 2 3 4 5 6; do make_audio genres/$class/$i.wav 1 22050 1 "$((i + $([ $class = a ] && echo 0 || echo 6)))"; done
done
run() {  # FOLDER PROFILE
  (cd "$1" && HOME=$work snakemake -q --profile "$cluster/profiles/$2" --snakefile "$cluster/Snakefile" \
    --config music="$work/genres" melsift="$MELSIFT" shards=3 folds=2 train="--epochs 2" >../log 2>&1) || fail "$2: $(tail -n 20 log)"
}
run one local
slurm_up
run slurm slurm
for file in features.jsonl folds.jsonl accuracy.json; do same one/$file slurm/$file; done
# They are those of single commands.
expect 0 prepare "$work/genres" -o tracks.jsonl
expect 0 extract -q --set gtzan57 tracks.jsonl -o features.jsonl
expect 0 train -q --epochs 2 --folds 2 features.jsonl -o folds.jsonl
same one/features.jsonl features.jsonl
same one/folds.jsonl folds.jsonl

passed
