# shellcheck shell=bash
# Roots of Debian suites to build and test in.  Sourced by build.sh, verify.sh, try_tarball.sh and
# tests/fresh_machine.sh; needs root rights, and debootstrap, which ensure_packages of
# examples/packages.sh installs.

# The Debian mirror of this machine.
debian_mirror() {
  local found
  found=$(sed -n 's,^\(URIs:\|deb\( \[.*\]\)\?\) *\(https\?://[^ ]*/debian\)/\?\( .*\)\?$,\3,p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
  echo "${found:-http://deb.debian.org/debian}"
}

# copy_network_settings ROOT: how this machine finds names, its proxy to the mirror, and the
# certificates that it trusts in addition to Debian's, for npm through such a proxy.
copy_network_settings() {
  local root=$1 file
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  for file in /etc/apt/apt.conf.d/*; do
    if grep -q 'Acquire::.*[Pp]roxy' "$file" 2>/dev/null; then cp "$file" "$root/etc/apt/apt.conf.d/"; fi
  done
  for file in /usr/local/share/ca-certificates/*.crt; do
    if [ -e "$file" ]; then install -D -t "$root/usr/local/share/ca-certificates" "$file"; fi
  done
}

# make_root SUITE ROOT: a bare root, with the network settings of this machine.  Does nothing if it
# exists.
make_root() {
  local suite=$1 root=$2
  [ ! -e "$root/.complete" ] || return 0
  [ "$(id -u)" -eq 0 ] || { echo "$root: making a root needs root rights" >&2; return 1; }
  ensure_packages debootstrap
  mkdir -p "$root"
  echo "making a root of $suite in $root" >&2
  debootstrap --variant=minbase "$suite" "$root" "$(debian_mirror)" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2; return 1; }
  rm "$root.log"
  copy_network_settings "$root"
  touch "$root/.complete"
}

# in_root ROOT COMMAND [ARGUMENT...]: runs a bash command in the root, with its arguments as $1, $2,
# ..., and with no variable of the caller except a proxy.  Mounts are in a separate namespace and
# end with the command.
in_root() {
  # shellcheck disable=SC2016  # for the shell inside
  unshare --mount --pid --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount -t proc proc "$0/proc"
    mount --rbind /sys "$0/sys"
    mount --rbind /dev "$0/dev"
    exec env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
      chroot "$0" bash -euc "$@"' "$1" "$2" bash "${@:3}"
}
