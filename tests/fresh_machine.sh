#!/usr/bin/env bash
# A newcomer's machine, from nothing: makes the root of a bare Debian 12 with debootstrap, clones
# this repository's last commit into it, and runs README's two commands there.  What they do not
# install by themselves is missing there, and fails.
#
# usage: tests/fresh_machine.sh [--keep] [--all] [FOLDER]
#   FOLDER  where the root is made (default: a temporary one); it takes some 3 GB
#   --keep  leave it, to look around in: chroot FOLDER/root
#   --all   tests/run.sh --all, with what needs a browser
# Wants root, a Debian mirror (the one that this machine is installed from), and debootstrap, which
# is installed where it is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "fresh_machine: $*" >&2; exit 1; }

keep='' all='' folder=''
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes ;;
    --all) all=--all ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) folder=$1 ;;
  esac
  shift
done
[ "$(id -u)" -eq 0 ] || fail "wants root, for debootstrap and chroot"
git diff --quiet HEAD || echo "fresh_machine: what is not committed is not in the clone" >&2
ensure_packages debootstrap git

made=''
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  made=yes
fi
mkdir -p "$folder"
root=$(cd "$folder" && pwd)/root
[ ! -e "$root" ] || fail "$root: is there already"
# What is mounted below the root is in a mount namespace of its own, and gone with its processes;
# so removing the root can't reach this machine's files.
clean_up() {
  [ -z "$keep" ] || return 0
  rm -rf --one-file-system "$root"
  [ -z "$made" ] || rmdir "$folder"
}
trap clean_up EXIT

mirror=$(sed -n 's,^\(URIs:\|deb\( \[.*\]\)\?\) *\(https\?://[^ ]*/debian\)/\?\( .*\)\?$,\3,p' \
  /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
mirror=${mirror:-http://deb.debian.org/debian}
echo "fresh_machine: Debian 12 from $mirror in $root" >&2
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$folder/debootstrap.log" 2>&1 ||
  { tail -n 20 "$folder/debootstrap.log" >&2; fail "debootstrap failed"; }
rm "$folder/debootstrap.log"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# A proxy that this machine reaches the mirror by, if any.
for file in /etc/apt/apt.conf.d/*; do
  if grep -q 'Acquire::.*[Pp]roxy' "$file" 2>/dev/null; then cp "$file" "$root/etc/apt/apt.conf.d/"; fi
done
# And certificates that it trusts beside Debian's, for npm through such a proxy.
for file in /usr/local/share/ca-certificates/*.crt; do
  if [ -e "$file" ]; then install -D -t "$root/usr/local/share/ca-certificates" "$file"; fi
done
git clone -q --no-hardlinks . "$root/root/melsift"

# inside COMMAND: runs it in the clone, with nothing of the caller's environment but a proxy.
inside() {
  # shellcheck disable=SC2016  # for the shell inside
  unshare --mount --pid --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount -t proc proc "$0/proc"
    mount --rbind /sys "$0/sys"
    mount --rbind /dev "$0/dev"
    exec env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
      ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
      chroot "$0" bash -euc "cd /root/melsift && $1"' "$root" "$1"
}
start=$SECONDS
inside "examples/quickstart.sh" || fail "examples/quickstart.sh fails on a fresh machine"
quick=$((SECONDS - start))
start=$SECONDS
inside "tests/run.sh $all" || fail "tests/run.sh $all fails on a fresh machine"
echo "fresh_machine: passed; the quick start took $quick s, the tests $((SECONDS - start)) s, with packages and builds" >&2
