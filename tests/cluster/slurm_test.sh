#!/usr/bin/env bash
# The examples for Slurm on a Slurm of three nodes, of which one is lost: every task is COMPLETED, and
# the results have the bytes of one process.  Takes some three minutes.
# Usage: slurm_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/cluster/support.sh
. "$(dirname "$0")/support.sh"

tracks=60
mkdir music
make_audio music/000.wav 1
for i in $(seq -f %03g $((tracks - 1))); do cp music/000.wav "music/$i.wav"; done
expect 0 extract -q music -o whole.jsonl
(for i in $(seq -f %03g 0 $((tracks - 1))); do echo "{\"path\":\"music/$i.wav\"}"; done) >tracks.jsonl
toy_features 200 >toy.jsonl
slurm_up

# A node is lost after its task has begun, in one of two ways.  A shard takes 30 s: Slurm needs some 18
# to notice.
for kind in node slurmd; do
  job=$(SLOW_OPEN_MS=3000 sbatch --parsable "$cluster/extract-array.sh" tracks.jsonl "$kind")
  for _ in $(seq 100); do [ -n "$(squeue -h -t running -w n2 -o %i)" ] && break; sleep 0.1; done
  sleep 5
  lost=$(squeue -h -t running -w n2 -o %i)
  [ -n "$lost" ] || fail "n2 has no task: $(squeue)"
  lose $kind n2
  finish "$job" 300
  grep -q . <(scontrol -o show job "$job" | grep -o 'Restarts=[1-9]') || fail "$kind: no task was started again"
  cat "$kind"/shard-*.jsonl | cmp - whole.jsonl || fail "$kind: other bytes than of one process"
  [ "$(find "$kind" -name '*.jsonl' | wc -l)" -eq 6 ] || fail "$kind: $(ls -A "$kind")"
  # The node is back.
  slurmd -f "$SLURM_CONF" -N n2
  for _ in $(seq 300); do [ "$(sinfo -h -N -t idle -o %N | wc -l)" -eq 3 ] && break; sleep 0.1; done
done

# Folds and members of an ensemble, each a task.
job=$(sbatch --parsable --array=0-4 "$cluster/train-folds.sh" toy.jsonl folds --epochs 3)
members=$(sbatch --parsable --array=1-3 "$cluster/train-members.sh" toy.jsonl members --epochs 3)
finish "$job" 120
finish "$members" 120
expect 0 train -q --epochs 3 --folds 5 toy.jsonl -o folds.jsonl
cat folds/fold-*.jsonl | cmp - folds.jsonl || fail "folds"
expect 0 train -q --epochs 3 --ensemble 3 toy.jsonl -o ensemble.st
expect 0 train -q --join members/member-*.safetensors -o joined.st
same ensemble.st joined.st

passed
