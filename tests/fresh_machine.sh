#!/usr/bin/env bash
# Tests melsift on a new machine: makes a bare Debian root with debootstrap, clones the last commit
# into it and runs both commands of the README there.  Both commands must install what they need.
#
# usage: tests/fresh_machine.sh [--suite NAME] [--arch NAME] [--base FOLDER] [--keep] [--all] [FOLDER]
#   --suite NAME   bookworm (Debian 12, the default) or trixie (Debian 13)
#   --arch NAME    amd64 or arm64 (default: this machine's).  The other architecture is emulated by
#                  qemu; the compiler is a cross compiler that runs at full speed
#   --base FOLDER  copy the bare root from FOLDER instead of making it anew.  If FOLDER does not
#                  exist, the new root is stored there (a cross compiler's root in FOLDER.compiler)
#   --keep         keep the root for inspection: chroot FOLDER/root
#   --all          run the browser tests, too (tests/run.sh --all)
#   FOLDER         where to make the root (default: a temporary folder); it needs 6 GB
# The last lines say how many minutes each command took, how many tests passed, and which tests were
# skipped and why.  The exit code is 0 if both commands succeeded.
# The script needs root and a Debian mirror: the one that this machine uses.  It installs debootstrap,
# git and, for another architecture, qemu-user-static if they are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh
# shellcheck source=packaging/roots.sh
. packaging/roots.sh

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "fresh_machine: $*" >&2; exit 1; }
say() { echo "fresh_machine: $*" >&2; }

suite=bookworm arch='' base='' keep='' all='' folder=''
while [ $# -gt 0 ]; do
  case $1 in
    --suite) suite=${2:?--suite needs a name}; shift ;;
    --suite=*) suite=${1#*=} ;;
    --arch) arch=${2:?--arch needs a name}; shift ;;
    --arch=*) arch=${1#*=} ;;
    --base) base=${2:?--base needs a folder}; shift ;;
    --base=*) base=${1#*=} ;;
    --keep) keep=yes ;;
    --all) all=--all ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) folder=$1 ;;
  esac
  shift
done
case $suite in bookworm | trixie) ;; *) usage >&2; exit 2 ;; esac
case $arch in '' | amd64 | arm64) ;; *) usage >&2; exit 2 ;; esac
[ "$(id -u)" -eq 0 ] || fail "needs root, for debootstrap and chroot"
git diff --quiet HEAD || say "the clone does not contain uncommitted changes"
ensure_packages debootstrap git
here=$(dpkg --print-architecture)
arch=${arch:-$here}

made='' registered='' mounted=''
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  made=yes
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
root=$folder/root
compiler=''  # the root of the cross compiler
factor=1     # factor of the tests' time limits
[ ! -e "$root" ] || fail "$root: already exists"
# Mounts below the root are in a mount namespace of their own and end with its processes, so that
# removing the root cannot reach this machine's files.
binfmt=/proc/sys/fs/binfmt_misc
clean_up() {
  if [ -n "$registered" ]; then echo -1 >"$binfmt/$registered"; fi
  if [ -n "$mounted" ]; then umount "$binfmt"; fi
  [ -z "$keep" ] || return 0
  rm -rf --one-file-system "$root" "$folder/root.compiler"
  [ -z "$made" ] || rmdir "$folder"
}
trap clean_up EXIT

# Lets the kernel run programs of the other architecture, in any root: flag F opens the emulator now.
emulate() {
  local machine name
  case $arch in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; esac
  name=qemu-$machine
  ensure_packages qemu-user-static
  if [ ! -e "$binfmt/register" ]; then
    mount -t binfmt_misc binfmt_misc "$binfmt"
    mounted=yes
  fi
  [ ! -e "$binfmt/$name" ] || return 0
  local settings=/usr/lib/binfmt.d/$name.conf
  [ -e "$settings" ] || fail "$settings: missing (of package qemu-user-static)"
  cat "$settings" >"$binfmt/register"
  registered=$name
}

mirror=$(debian_mirror)

# bootstrap FOLDER STORED ARGUMENT...: makes a root with debootstrap, or copies the stored one.
bootstrap() {
  local to=$1 new=${2:-$1}
  shift 2
  if [ ! -e "$new" ]; then
    debootstrap --variant=minbase "$@" "$suite" "$new.part" "$mirror" >"$folder/debootstrap.log" 2>&1 ||
      { tail -n 20 "$folder/debootstrap.log" >&2; fail "debootstrap failed"; }
    rm "$folder/debootstrap.log"
    mv "$new.part" "$new"
  fi
  [ "$new" = "$to" ] || cp -a --one-file-system "$new" "$to"
}

minutes() { printf '%d.%d min' $(($1 / 60)) $(($1 % 60 / 6)); }

start=$SECONDS
say "$suite/$arch from ${base:-$mirror} in $root"
[ "$arch" = "$here" ] || emulate
bootstrap "$root" "$base" --arch="$arch"
if [ "$arch" != "$here" ]; then
  # Under emulation a compiler is ten times slower.  So g++ comes from a root of this machine's
  # architecture, and is found first on the PATH.
  case $arch in amd64) triplet=x86_64-linux-gnu ;; arm64) triplet=aarch64-linux-gnu ;; esac
  case $here in amd64) own=x86_64-linux-gnu ;; arm64) own=aarch64-linux-gnu ;; esac
  compiler=$folder/root.compiler
  factor=20
  bootstrap "$compiler" "${base:+$base.compiler}" --include="g++-${triplet//_/-}"
  mkdir -p "$root/compiler" "$root/cross"
  # The dynamic linker and the libraries of the compiler, and the libraries that it links with, in
  # their expected places.
  for file in "$compiler"/usr/lib64 "$compiler/usr/lib/$own" "$compiler"/usr/lib/ld-linux* "$compiler/usr/$triplet"; do
    name=${file#"$compiler"}
    if [ -e "$file" ] && [ ! -e "$root$name" ]; then ln -s "/compiler$name" "$root$name"; fi
  done
  [ -e "$root/lib64" ] || [ ! -e "$compiler/lib64" ] || ln -s usr/lib64 "$root/lib64"
  for program in ar as g++ gcc ld nm objcopy objdump ranlib strip; do
    ln -s "/compiler/usr/bin/$triplet-$program" "$root/cross/$program"
  done
  ln -s g++ "$root/cross/c++"
  ln -s gcc "$root/cross/cc"
fi
bootstrapped=$((SECONDS - start))
copy_network_settings "$root"
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"  # the root is not needed after a power failure
git clone -q --no-hardlinks . "$root/root/melsift"

# inside COMMAND: runs it in the clone, without the caller's environment except a proxy.
inside() {
  # shellcheck disable=SC2016  # for the shell inside
  unshare --mount --pid --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount -t proc proc "$0/proc"
    mount --rbind /sys "$0/sys"
    mount --rbind /dev "$0/dev"
    [ -z "$2" ] || mount --bind -o ro "$2" "$0/compiler"
    exec env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=${2:+/cross:}/usr/sbin:/usr/bin:/sbin:/bin \
      MELSIFT_TEST_TIMEOUT_FACTOR="$3" NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
      ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
      chroot "$0" bash -euc "cd /root/melsift && $1"' "$root" "$1" "$compiler" "$factor"
}

start=$SECONDS
failed=''
inside "examples/quickstart.sh" || failed="examples/quickstart.sh"
quick=$((SECONDS - start))
start=$SECONDS
results=/root/results.xml
# 1500 s is ctest's own limit for a test.
inside "tests/run.sh $all --timeout $((1500 * factor)) --output-junit $results --test-output-size-passed 100000" ||
  failed=${failed:+"$failed and "}"tests/run.sh"
tests=$((SECONDS - start))

say "$suite/$arch: bare root $(minutes $bootstrapped), examples/quickstart.sh $(minutes $quick)," \
  "tests/run.sh $(minutes $tests); both with packages and builds"
if [ -e "$root$results" ]; then
  inside "tests/support/test_results.py $results" >&2
fi
[ -z "$failed" ] || fail "$failed failed on a new machine"
