#!/bin/sh
# For snakemake --cluster-status: the state of a Slurm job, without accounting.  slurmctld remembers
# a finished job for MinJobAge, by default 300 s; with accounting, use sacct instead.
state=$(scontrol -o show job "$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
case $state in
  COMPLETED) echo success ;;
  PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | REQUEUED | REQUEUE_HOLD) echo running ;;
  *) echo failed ;;
esac
