#!/usr/bin/env bash
# End to end: several processes of Open MPI train one network.
# Usage: train_processes_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

toy_features 200 >features.jsonl
cat >net.json <<'END_OF_NETWORK'
{"layers": [{"type": "dense", "units": 16}, {"type": "batch_normalization"},
            {"type": "dropout", "rate": 0.2}, {"type": "dense", "units": "classes"}]}
END_OF_NETWORK
task=(train --arch net.json --batch-size 32 --mixup 0.2 --shards 4 features.jsonl)

# One process does the same shards; the number is part of the model.
expect 0 "${task[@]}" -q --epochs 5 -o one.st
metadata one.st .training | grep -q ' shards=4' || fail "$(metadata one.st .training)"
expect 0 "${task[@]}" -q --epochs 5 -j 3 -o threads.st
same one.st threads.st
expect 0 train -q --arch net.json --batch-size 32 --mixup 0.2 --epochs 5 features.jsonl -o whole.st
cmp -s one.st whole.st && fail "--shards changes nothing"
misused "melsift train: shards: 33, expected at most the batch size, 32" \
  train --arch net.json --batch-size 32 --shards 33 features.jsonl -o no.st
misused "melsift train: shards: 0, expected 1 or more" train --arch net.json --shards 0 features.jsonl -o no.st

command -v mpirun >/dev/null || { skip_part "no mpirun (Debian: openmpi-bin)"; passed; }
if cached MPI_FOUND | grep -qx 1; then :; else skip_part "built without Open MPI"; passed; fi
# Shared memory and loopback alone, also in containers and as root.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_plm=isolated OMPI_MCA_mpi_yield_when_idle=1
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
mpi() { mpirun -np "$@"; }
mpi 2 true 2>mpi.err || { skip_part "mpirun does not work here: $(head -n 1 mpi.err)"; passed; }

# Any number of processes: the bytes of one.  Only the first process prints.
for processes in 1 2 3 4; do
  expect 0 mpi $processes "${task[@]}" -j 1 --epochs 5 -o mpi.st
  same one.st mpi.st
  [ "$(grep -c '^melsift train: epoch ' err)" -eq 5 ] || fail "$processes processes print: $(cat err)"
  [ "$(grep -c '^melsift train: model written to ' err)" -eq 1 ] || fail "$processes processes print: $(cat err)"
done
# Folds and ensembles, too.
expect 0 "${task[@]}" -q --epochs 2 --folds 3 -o folds.jsonl
expect 0 mpi 2 "${task[@]}" -q --epochs 2 --folds 3 -o mpi.jsonl
same folds.jsonl mpi.jsonl
expect 0 "${task[@]}" -q --epochs 2 --ensemble 2 -o two.st
expect 0 mpi 3 "${task[@]}" -q --epochs 2 --ensemble 2 -o mpi.st
same two.st mpi.st

# One process is killed: all end, nothing is written, and any number of processes resumes.
: >slow.jsonl
for _ in {1..8}; do cat features.jsonl >>slow.jsonl; done
slow_task=(train --arch net.json --batch-size 32 --shards 4 slow.jsonl)
# Epochs for some seconds: a checkpoint is written after one.
begun=$(date +%s%N)
expect 0 mpi 3 "${slow_task[@]}" -q -j 1 --epochs 50 -o probe.st
epochs=$((50 * 8000 / (($(date +%s%N) - begun) / 1000000 + 1) + 5))

# begin PROCESSES MODEL: starts a training, and returns when it has a checkpoint.  The speed of a
# busy machine changes: a training that ends before that is repeated with more epochs.
begin() {
  for _ in {1..5}; do
    mpirun -np "$1" --report-pid pid "${slow_task[@]}" --epochs $epochs -j 1 -o "$2" >out 2>err &
    mpirun_id=$!
    while [ ! -e "$2.checkpoint" ] && kill -0 "$mpirun_id" 2>/dev/null; do sleep 0.05; done
    [ -e "$2.checkpoint" ] && return
    wait "$mpirun_id" || fail "training failed: $(tail -n 3 err)"
    rm "$2"
    epochs=$((epochs * 4))
  done
  fail "no checkpoint: $(tail -n 3 err)"
}

begin 3 killed.st
rank_id=$(pgrep -P "$(cat pid)" -x train | tail -n 1)
kill -9 "$rank_id"
wait "$mpirun_id" && fail "mpirun outlived a killed process"
[ ! -e killed.st ] || fail "a killed training left a model"
expect 0 mpi 2 "${slow_task[@]}" --epochs $epochs -q -j 1 --resume -o killed.st
expect 0 "${slow_task[@]}" --epochs $epochs -q -o one.st
same one.st killed.st
[ ! -e killed.st.checkpoint ] || fail "the checkpoint stays"

# Ctrl-C reaches all; each ends after the same batch.
begin 2 stopped.st
kill -TERM "$mpirun_id"
wait "$mpirun_id" && fail "mpirun outlived SIGTERM"
expect 0 "${slow_task[@]}" --epochs $epochs -q --resume -o stopped.st
expect 0 "${slow_task[@]}" --epochs $epochs -q -o one.st
same one.st stopped.st

# What several processes can't do.
refused() {
  local line=$1 got=0
  shift
  mpi 2 "$@" >out 2>err || got=$?
  [ $got -ne 0 ] || fail "not refused: $*"
  grep -qxF "melsift train: $line" err || fail "$(cat err)"
}
refused "shards: 1, but there are 2 processes; each needs a shard" \
  train --arch net.json features.jsonl -o no.st
refused "standard input: only one of the processes has it; give files to all (see melsift train --help)" \
  train --shards 2 - -o no.st
refused "--join: needs one process; run it without mpirun (see melsift train --help)" train --join one.st -o no.st
refused "--arch als: needs one process; run it without mpirun (see melsift train --help)" \
  train --arch als features.jsonl -o no.st
[ ! -e no.st ] || fail "a refused training left a model"

passed
