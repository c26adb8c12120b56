#!/bin/sh
# Slurm: train an ensemble, one network a task.
#   job=$(sbatch --parsable --array=1-5 train-members.sh features.jsonl members [TRAIN_OPTION...])
#   sbatch --dependency=afterok:$job --wrap \
#     'melsift train --join members/member-*.safetensors -o genre.safetensors'
# The model has the bytes of train --ensemble 5.  The array counts from 1, and its size is that of
# the ensemble.
#
# Change: cores, memory and time, as for train-folds.sh.
#SBATCH --job-name=melsift-members
#SBATCH --array=1-5
#SBATCH --cpus-per-task=1
#SBATCH --mem=500M
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu
features=${1:?usage: sbatch $0 FEATURES FOLDER [TRAIN_OPTION...]}
folder=${2:?usage: sbatch $0 FEATURES FOLDER [TRAIN_OPTION...]}
shift 2
output=$folder/member-$(printf %03d "$SLURM_ARRAY_TASK_ID").safetensors
mkdir -p "$folder"
[ ! -e "$output" ] || exit 0  # a finished network is not trained again

"${MELSIFT:-melsift}" train -q -j "${SLURM_CPUS_PER_TASK:-1}" --ensemble "$SLURM_ARRAY_TASK_MAX" \
  --member "$SLURM_ARRAY_TASK_ID" --resume -o "$output" "$@" "$features"
