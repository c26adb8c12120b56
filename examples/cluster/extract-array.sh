#!/bin/sh
# Slurm: extract the features of many tracks, one shard a task.
#   melsift prepare music -o tracks.jsonl
#   sbatch extract-array.sh tracks.jsonl features [EXTRACT_OPTION...]
#   cat features/shard-*.jsonl > features.jsonl    # the bytes of a single process
# All nodes see the tracks and the folder of the output.  Run it again after failures: finished
# shards are not done again.
#
# Change: the number of shards (a shard of 20 to 60 minutes loses little when a node dies), the
# time, and the memory (300 MB per thread are enough).
#SBATCH --job-name=melsift-extract
#SBATCH --array=1-6
#SBATCH --cpus-per-task=1
#SBATCH --mem=300M
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -u
tracks=${1:?usage: sbatch $0 TRACKS FOLDER [EXTRACT_OPTION...]}
folder=${2:?usage: sbatch $0 TRACKS FOLDER [EXTRACT_OPTION...]}
shift 2
melsift=${MELSIFT:-melsift}
mkdir -p "$folder"

# --resume keeps what an interrupted attempt has done.  If Slurm has lost sight of a node that still
# works, its attempt holds the lock: --wait-lock waits until it is finished, and nothing is left to
# do.
"$melsift" extract -q -j "${SLURM_CPUS_PER_TASK:-1}" --shard auto --resume --wait-lock 600 \
  -o "$folder/shard-$(printf %05d "$SLURM_ARRAY_TASK_ID").jsonl" "$@" "$tracks"
code=$?
# 75: the other attempt still holds the lock.  3: some tracks are damaged, and named in the log;
# another attempt would find the same.
case $code in
  3) exit 0 ;;
  75) [ "${SLURM_RESTART_COUNT:-0}" -lt 10 ] && exec scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" ;;
esac
exit $code
