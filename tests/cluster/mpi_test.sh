#!/usr/bin/env bash
# The example for Slurm and Open MPI: a node is lost in the middle of a training, which starts again and
# continues.  Takes some minutes.
# Usage: mpi_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/cluster/support.sh
. "$(dirname "$0")/support.sh"
command -v mpirun >/dev/null || skip "needs mpirun"
cached MPI_FOUND | grep -qx 1 || skip "built without Open MPI"

# A network whose steps take longer than their messages.
toy_features 1500 >toy.jsonl
cat >net.json <<'END_OF_NETWORK'
{"layers": [{"type": "dense", "units": 512, "activation": "relu"},
            {"type": "dense", "units": 512, "activation": "relu"}, {"type": "batch_normalization"},
            {"type": "dense", "units": 512, "activation": "relu"}, {"type": "dense", "units": "classes"}]}
END_OF_NETWORK
task=(--arch "$work/net.json" --batch-size 128 --epochs 60)
expect 0 train -q --shards 4 "${task[@]}" toy.jsonl -o one.st
slurm_up

# Several nodes of this Slurm are on one machine, where mpirun starts all processes itself.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_plm=isolated OMPI_MCA_ras=^slurm OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1
real=$(command -v mpirun)
mkdir on_one_machine
printf '#!/bin/sh\nexec %s -np 2 "$@"\n' "$real" >on_one_machine/mpirun
chmod +x on_one_machine/mpirun
export PATH=$work/on_one_machine:$PATH SHARDS=4
job=$(sbatch --parsable "$cluster/train-mpi.sh" toy.jsonl m.st "${task[@]}")
for _ in $(seq 600); do [ -e m.st.checkpoint ] && break; sleep 0.1; done
[ -e m.st.checkpoint ] || fail "no checkpoint: $(cat slurm-"$job".out)"
rank=$(for id in $(ids_on n1); do [ "$(ps -o comm= -p "$id")" != train ] || echo "$id"; done | tail -n 1)
[ -n "$rank" ] || fail "no process of the training: $(cat slurm-"$job".out)"
kill -9 "$rank"
sleep 2
finish "$job" 400
scontrol -o show job "$job" | grep -q 'Restarts=[1-9]' || fail "it was not started again"
same one.st m.st

passed
