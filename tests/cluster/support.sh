# Sourced by the tests of clusters: a Slurm of three nodes on this machine, and how nodes are lost.
# They use the scripts slurm-up.sh and slurm-down.sh in $MELSIFT_DATA/cluster, and need root and
#   apt-get install --no-install-recommends slurmctld slurmd slurm-client munge gcc
# shellcheck shell=bash
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"

outside cluster/slurm-up.sh cluster/slurm-down.sh
for program in slurmctld slurmd sbatch munged gcc; do
  command -v $program >/dev/null || skip "needs $program"
done
[ "$(id -u)" -eq 0 ] || skip "needs root"
root=$(cd "$here/../.." && pwd)
# shellcheck disable=SC2034  # for the tests
cluster=$root/examples/cluster
chmod 0755 "$work"  # munged wants its socket to be reached by all
export SLURM_CONF=$work/slurm/slurm.conf

# The tools as jobs call them, each opening of an audio file as slow as $SLOW_OPEN_MS says.
gcc -shared -fPIC -O1 -o slow_open.so "$here/slow_open.c" -ldl
cat >melsift <<END_OF_SCRIPT
#!/bin/sh
tool=\$1
shift
[ -z "\${SLOW_OPEN_MS-}" ] || export LD_PRELOAD=$work/slow_open.so
exec "$bin/\$tool" "\$@"
END_OF_SCRIPT
chmod +x melsift
export MELSIFT=$work/melsift

slurm_up() { "$MELSIFT_DATA/cluster/slurm-up.sh" "$work/slurm" 3 >/dev/null || skip "Slurm does not start here"; }
slurm_down() { [ ! -e "$SLURM_CONF" ] || "$MELSIFT_DATA/cluster/slurm-down.sh" "$work/slurm"; }
trap 'slurm_down; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# ids_on NODE: the processes of jobs on it.
ids_on() {
  local file
  for file in /proc/[0-9]*/environ; do
    { tr '\0' '\n' <"$file" | grep -qx "SLURMD_NODENAME=$1" && tr '\0' '\n' <"$file" | grep -qx "SLURM_CONF=$SLURM_CONF"; } 2>/dev/null ||
      continue
    basename "$(dirname "$file")"
  done
}
# lose node NODE: the machine goes down.  lose slurmd NODE: it can't be reached, but works on.
lose() {
  local id ids=
  if [ "$1" = node ]; then
    ids=$(ids_on "$2")
    for id in $ids; do ids="$ids $(ps -o ppid= -p "$id")"; done
    # Of the parents only those that Slurm started on this node: its slurmstepd.
    ids=$(for id in $ids; do case $(ps -o args= -p "$id" 2>/dev/null) in '') ;; slurmctld* | *slurmd\ * | *munged*) ;; *) echo "$id" ;; esac; done | sort -u)
  fi
  kill -9 "$(cat "$work/slurm/run/slurmd.$2.pid")"
  # shellcheck disable=SC2086  # several
  [ -z "$ids" ] || kill -9 $ids 2>/dev/null || true
}

# finish JOB SECONDS: waits for all of its tasks, and checks that each is COMPLETED.
finish() {
  local states end=$((SECONDS + $2 * slow))
  while states=$(scontrol -o show job "$1" | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p' | sort | uniq -c | tr -s ' ' | tr '\n' ';'); do
    case $states in
      *PENDING* | *CONFIGURING* | *RUNNING* | *COMPLETING* | *REQUEUE*) ;;
      *) break ;;
    esac
    [ $SECONDS -lt $end ] || fail "job $1 is not finished: $states"
    sleep 1
  done
  [[ $states =~ ^\ [0-9]+\ COMPLETED\;$ ]] || fail "job $1: $states: $(tail -n 3 slurm-"$1"* 2>/dev/null)"
}
