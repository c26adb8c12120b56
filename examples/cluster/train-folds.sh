#!/bin/sh
# Slurm: cross-validate, one fold a task.
#   sbatch --array=0-9 train-folds.sh features.jsonl folds [TRAIN_OPTION...]
#   cat folds/fold-*.jsonl | melsift evaluate    # cat has the bytes of train --folds 10
# The array counts the folds from 0, and its size is the number of folds: it must not have gaps.
#
# Change: cores (melnet uses them; a network on feature vectors needs one), memory and time.
#SBATCH --job-name=melsift-folds
#SBATCH --array=0-9
#SBATCH --cpus-per-task=1
#SBATCH --mem=500M
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu
features=${1:?usage: sbatch $0 FEATURES FOLDER [TRAIN_OPTION...]}
folder=${2:?usage: sbatch $0 FEATURES FOLDER [TRAIN_OPTION...]}
shift 2
folds=$((SLURM_ARRAY_TASK_MAX + 1))
output=$folder/fold-$(printf %03d "$SLURM_ARRAY_TASK_ID").jsonl
mkdir -p "$folder"
[ ! -e "$output" ] || exit 0  # a finished fold is not trained again

# A requeued task continues from the checkpoint beside the output.
"${MELSIFT:-melsift}" train -q -j "${SLURM_CPUS_PER_TASK:-1}" --folds "$folds" \
  --fold "$SLURM_ARRAY_TASK_ID" --resume -o "$output" "$@" "$features"
