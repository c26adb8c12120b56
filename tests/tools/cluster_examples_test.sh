#!/usr/bin/env bash
# The scripts of examples/cluster as a scheduler runs them, one task after the other, without a
# scheduler; tests/cluster runs them on a Slurm.
# Usage: cluster_examples_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
cluster=$here/../../examples/cluster

mkdir -p music commands
for i in 1 2 3 4 5 6 7; do make_audio music/$i.wav 1 22050 1 $i; done
for i in music/*; do echo "{\"path\":\"$i\"}"; done >tracks.jsonl
toy_features 90 >toy.jsonl
cat >commands/melsift <<END_OF_SCRIPT
#!/bin/sh
tool=\$1
shift
exec "$bin/\$tool" "\$@"
END_OF_SCRIPT
printf '#!/bin/sh\necho "$@" >>requeued\n' >commands/scontrol
printf '#!/bin/sh\nexec "$@"\n' >commands/mpirun
printf '#!/bin/sh\n' >commands/sleep
chmod +x commands/*
PATH=$work/commands:$PATH

# sh, not bash: a cluster's /bin/sh may be any.
expect 0 extract -q tracks.jsonl -o whole.jsonl
for task in {1..6}; do
  SLURM_ARRAY_JOB_ID=9 SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=6 expect 0 sh "$cluster/extract-array.sh" tracks.jsonl features
done
cat features/shard-*.jsonl | cmp - whole.jsonl || fail "shards"
# Again: nothing is done.  A damaged track is no reason to run the task again; a lock is one.
touch -d '1 hour ago' features/*
SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=6 expect 0 sh "$cluster/extract-array.sh" tracks.jsonl features
[ -z "$(find features -newermt '-1 minute' -name '*.jsonl')" ] || fail "a finished shard was done again"
echo '{"path":"music/none.wav"}' | cat tracks.jsonl - >damaged.jsonl
SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=1 expect 0 sh "$cluster/extract-array.sh" damaged.jsonl damaged
says "melsift extract: music/none.wav: *" "melsift extract: 7 of 8 records, 1 failed"
same damaged/shard-00001.jsonl whole.jsonl
[ ! -e requeued ] || fail "requeued: $(cat requeued)"

for task in {0..3}; do
  SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MAX=3 expect 0 sh "$cluster/train-folds.sh" toy.jsonl folds --epochs 3
done
expect 0 train -q --epochs 3 --folds 4 toy.jsonl -o folds.jsonl
cat folds/fold-*.jsonl | cmp - folds.jsonl || fail "folds"
for task in {1..3}; do
  SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MAX=3 expect 0 sh "$cluster/train-members.sh" toy.jsonl members --epochs 3
done
expect 0 train -q --epochs 3 --ensemble 3 toy.jsonl -o ensemble.safetensors
expect 0 train -q --join members/member-*.safetensors -o joined.safetensors
same ensemble.safetensors joined.safetensors

SLURM_JOB_ID=9 SHARDS=4 expect 0 sh "$cluster/train-mpi.sh" toy.jsonl mpi.safetensors --epochs 3
expect 0 train -q --epochs 3 --shards 4 toy.jsonl -o one.safetensors
same one.safetensors mpi.safetensors
SLURM_JOB_ID=9 expect 1 sh "$cluster/train-mpi.sh" missing.jsonl no.safetensors
[ "$(cat requeued)" = "requeue 9" ] || fail "not requeued"
SLURM_JOB_ID=9 SLURM_RESTART_COUNT=10 expect 1 sh "$cluster/train-mpi.sh" missing.jsonl no.safetensors
[ "$(wc -l <requeued)" -eq 1 ] || fail "requeued for ever"

# Kubernetes: the pods' command, as the file has it.
job=$cluster/kubernetes-job.yaml
count=$(sed -n 's/^  completions: //p' "$job")
command=$(sed -n '/^            - >-$/,/^          [a-z]/{s/^              //p}' "$job" | tr '\n' ' ')
grep -q "auto/$count " <<<"$command" || fail "another number of shards than of pods: $command"
rm -r features
mkdir features
for ((pod = 0; pod < count; pod++)); do
  JOB_COMPLETION_INDEX=$pod expect 0 sh -c "$command"
done
cat features/shard-*.jsonl | cmp - whole.jsonl || fail "pods"

# snakemake, where it is installed: tests/cluster compares it with single commands.
if command -v snakemake >/dev/null; then
  HOME=$work expect 0 snakemake -n -q --cores 1 --snakefile "$cluster/Snakefile" --config music=music
else
  skip_part "no snakemake"
fi
# Profiles and jobs are YAML.
if python3 -c 'import yaml' 2>/dev/null; then
  expect 0 python3 -c 'import sys, yaml
for name in sys.argv[1:]: assert yaml.safe_load(open(name))' "$job" "$cluster"/profiles/*/config.yaml
else
  skip_part "no python3-yaml"
fi

passed
