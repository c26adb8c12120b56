#!/usr/bin/env bash
# Makes the portable archive melsift-VERSION-linux-x86_64.tar.gz: the tools with all libraries that
# they need, except glibc.  Make it on the oldest supported suite, Debian 12.
#
# usage: packaging/tarball.sh [--build FOLDER] OUTPUT
#   OUTPUT          folder that receives the archive
#   --build FOLDER  build tree of the preset package (default: build-package)
set -euo pipefail
export LC_ALL=C

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "packaging/tarball.sh: $*" >&2; exit 1; }

build=$(dirname "${BASH_SOURCE[0]}")/../build-package output=''
while [ $# -gt 0 ]; do
  case $1 in
    --build) build=${2:?--build needs a folder}; shift ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) output=$(realpath -m -- "$1") ;;
  esac
  shift
done
[ -n "$output" ] || { usage >&2; exit 2; }
build=$(realpath -- "$build")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh

grep -q '^MELSIFT_ARCH:.*=baseline' "$build/CMakeCache.txt" || fail "$build: is not a build of the preset package"
[ "$(uname -m)" = x86_64 ] || fail "this machine is not x86_64"
ensure_packages patchelf ca-certificates fonts-dejavu-core

version=$(sed -n 's/^CMAKE_PROJECT_VERSION:.*=//p' "$build/CMakeCache.txt")
epoch=$(sed -n 's/^set(ENV{SOURCE_DATE_EPOCH} \([0-9]*\))/\1/p' "$build/packaging/debian_files.cmake")
name=melsift-$version-linux-x86_64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/$name
cmake --install "$build" --prefix "$stage" --component tools --strip >/dev/null

# The libraries: what the tools are linked with, what they load on demand, and what those need.
# on_demand NAME: the library file whose name begins so.
on_demand() { ldconfig -p | sed -n "s|^\s*$1\.so\.[0-9]* (libc6,x86-64) => ||p" | head -n 1; }
executables=("$stage/bin/melsift" "$stage"/libexec/melsift/*)
loaded=()
for library in libpangocairo-1.0 libcurl libavformat libavcodec libavutil; do
  file=$(on_demand $library)
  [ -n "$file" ] || fail "$library is not installed"
  loaded+=("$file")
done
mkdir -p "$stage/lib/melsift" "$stage/LICENSES"
{ printf '%s\n' "${loaded[@]}"; ldd "${executables[@]}" "${loaded[@]}" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p'; } |
  sort -u >"$work/libraries"
! grep -q 'not found' <(ldd "${executables[@]}" "${loaded[@]}") || fail "a library is missing"
# package_of FILE: the Debian package; /lib is a link to /usr/lib, and dpkg lists files under either
# name.
package_of() {
  local real
  real=$(realpath "$1")
  { dpkg-query -S "$real" "${real#/usr}" 2>/dev/null || true; } | sed -n '1s/^\([^:, ]*\).*/\1/p'
}
while read -r file; do
  package=$(package_of "$file")
  [ -n "$package" ] || fail "$file: no Debian package has it"
  [ "$package" != libc6 ] || continue
  install -m 644 "$file" "$stage/lib/melsift/$(basename "$file")"
  printf '%s\t%s\n' "$package" "$(basename "$file")"
done <"$work/libraries" >"$work/bundled"
patchelf --set-rpath "\$ORIGIN" "$stage"/lib/melsift/*
patchelf --set-rpath "\$ORIGIN/../lib/melsift" "$stage/bin/melsift"
patchelf --set-rpath "\$ORIGIN/../../lib/melsift" "$stage"/libexec/melsift/*

# Fonts and certificates.
mkdir "$stage/share/melsift/fonts"
install -m 644 -t "$stage/share/melsift/fonts" packaging/portable/fonts.conf /usr/share/fonts/truetype/dejavu/DejaVuSans{,-Bold}.ttf
install -m 644 /etc/ssl/certs/ca-certificates.crt "$stage/share/melsift/certificates.crt"
printf 'fonts-dejavu-core\tDejaVuSans.ttf, DejaVuSans-Bold.ttf\nca-certificates\tcertificates.crt\n' >>"$work/bundled"

# Licences: of the packages above, and of the libraries of headers, which are compiled in.
for package in "${build_packages[@]}"; do
  case $package in
    *-dev) dpkg-query -L "$package" | grep -q '\.so$' || printf '%s\t(compiled in)\n' "$package" >>"$work/bundled" ;;
  esac
done
cp LICENSE "$stage/LICENSES/melsift.txt"
cp -L -r /usr/share/common-licenses "$stage/LICENSES/common-licenses"
{
  printf 'Bundled packages of Debian.  PACKAGE.txt here is its licence; common-licenses has the texts that\n'
  printf 'those name.  The sources: apt-get source SOURCE=VERSION, or https://snapshot.debian.org/.\n\n'
  printf 'PACKAGE\tSOURCE\tVERSION\tFILES\n'
  cut -f 1 "$work/bundled" | sort -u | while read -r package; do
    cp -L "/usr/share/doc/$package/copyright" "$stage/LICENSES/$package.txt"
    # shellcheck disable=SC2016  # dpkg's own variables
    dpkg-query -W -f '${Package}\t${source:Package}\t${source:Version}\t' "$package" | head -n 1 | tr -d '\n'
    sed -n "s/^$package\t//p" "$work/bundled" | paste -sd ' '
  done
} >"$stage/LICENSES/README"
sed "s/@VERSION@/$version/; s/@DEBIAN@/$(. /etc/os-release && echo "$VERSION_ID")/" packaging/portable/README.in >"$stage/README"

chmod -R u=rwX,go=rX "$stage"
mkdir -p "$output"
tar -C "$work" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" |
  gzip -9n >"$output/$name.tar.gz"
echo "$output/$name.tar.gz"
