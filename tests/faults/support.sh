# Sourced by the tests of this folder.  Each test lets every call of a kind fail once: the first,
# the second, and so on, until the tool makes no such call.  bash.
# Usage of the tests: NAME_test.sh FOLDER_OF_EXECUTABLES
#   MELSIFT_FAULTS=all  each call; without it the distance grows from call to call
# shellcheck shell=bash disable=SC2154  # bin, slow: of tools/support.sh
# shellcheck source=tests/tools/support.sh
. "$(dirname "${BASH_SOURCE[0]}")/../tools/support.sh"

# CALL ERROR: see tests/support/failing_call.h.  24 is EMFILE, 5 EIO, 28 ENOSPC, 11 EAGAIN, 12 ENOMEM.
faults=("open 24" "read 5" "write 28" "write 5" "fsync 5" "rename 5" "pthread_create 11" "malloc 12")
if ldd "$bin/extract" | grep -q 'lib[alt]san'; then
  faults=("${faults[@]/malloc*/}")
  skip_part "the sanitizers have an allocator of their own"
fi

tried=0 met=0
# torture COMMAND...: lets each call of COMMAND fail once.  The test defines
#   fresh         restores the old state
#   whole         whether the result is complete, after exit 0
#   old_or_whole  whether nothing is damaged, after exit 1 or 3
torture() {
  local fault call error n
  for fault in "${faults[@]}"; do
    [ -n "$fault" ] || continue
    read -r call error <<<"$fault"
    n=1
    while one_fault "$call" $n "$error" "$@"; do
      [ "${MELSIFT_FAULTS-}" = all ] && n=$((n + 1)) || n=$((n + 1 + n / 4))
    done
  done
}

# one_fault CALL NUMBER ERROR COMMAND...: false if COMMAND makes no such call.
one_fault() {
  local got=0 what="$1 $2 (error $3): ${*:4}"
  fresh
  rm -f mark
  present >before.ls
  timeout $((60 * slow)) env ASAN_OPTIONS="verify_asan_link_order=0:${ASAN_OPTIONS-}" LD_PRELOAD="$bin/failing_call.so" \
    MELSIFT_FAILING_CALL="$1 $2 $3" MELSIFT_FAILING_MARK=mark "${@:4}" >out 2>err || got=$?
  tried=$((tried + 1))
  [ ! -e mark ] || met=$((met + 1))
  case $got in
    0) whole || fail "exit 0 without the whole result: $what" ;;
    1 | 3)
      [ -e mark ] || fail "exit $got without a fault: $what"
      grep -q "^melsift $4: ." err || fail "no message: $what"
      old_or_whole || { sed 's/^/  /' err >&2; fail "torn: $what"; }
      ;;
    134)  # libraries that end the process themselves: FFTW without memory, libgcrypt without /proc
      grep -qE '^fftw: alloc|in libgcrypt: ' err || { sed 's/^/  /' err >&2; fail "exit $got: $what"; }
      old_or_whole || fail "torn: $what"
      ;;
    *) sed 's/^/  /' err >&2; fail "exit $got: $what" ;;
  esac
  is_same <(present) before.ls || fail "left behind: $(present | diff before.ls - | tail -n +2): $what"
  [ -e mark ]
}

# The files in this folder, without those of this test and of SQLite.
present() { find . -type f ! -name mark ! -name out ! -name err ! -name '*.ls' ! -name '*-wal' ! -name '*-shm' | sort; }
is_same() { cmp -s "$1" "$2"; }
# Whether each line of file $1 is in file $2.
is_part() { ! grep -qFvxf "$2" "$1"; }
