#!/bin/sh
# Slurm and Open MPI: train one network on several nodes.
#   sbatch train-mpi.sh features.jsonl genre.safetensors [TRAIN_OPTION...]
# The model has the same bytes for any number of nodes, and after any number of restarts.
#
# Change: the number of nodes, and SHARDS, which is part of the model: at least the number of
# processes.  A shard should have some 32 tracks, so give --batch-size 32 * SHARDS.
#SBATCH --job-name=melsift-mpi
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=900M
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -u
features=${1:?usage: sbatch $0 FEATURES MODEL [TRAIN_OPTION...]}
model=${2:?usage: sbatch $0 FEATURES MODEL [TRAIN_OPTION...]}
shift 2
[ ! -e "$model" ] || exit 0  # trained before this node was lost

mpirun "${MELSIFT:-melsift}" train -j "${SLURM_CPUS_PER_TASK:-1}" --shards "${SHARDS:-8}" --resume \
  -o "$model" "$@" "$features"
code=$?
[ $code -eq 0 ] && exit
# mpirun ends when a process is lost, before Slurm knows of the node, so that Slurm does not requeue
# the job by itself.
sleep 10
[ "${SLURM_RESTART_COUNT:-0}" -lt 10 ] && scontrol requeue "$SLURM_JOB_ID"
exit $code
