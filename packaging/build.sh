#!/usr/bin/env bash
# Builds the Debian package of the last commit from scratch, in a new folder.
#
# usage: packaging/build.sh [--suite SUITE [--arch ARCH] [--roots FOLDER]] [--tarball] OUTPUT
#   OUTPUT          folder that receives the package
#   --suite SUITE   build in a root of bookworm or trixie instead of on this machine; needs root rights
#   --arch ARCH     amd64 or arm64 (default: this machine's); arm64 is cross-compiled on amd64
#   --roots FOLDER  keep the roots there and reuse them (default: a temporary folder); 3 GB each
#   --tarball       build the portable tarball too; only in bookworm, whose glibc is the oldest
set -euo pipefail
umask 022  # cpack writes it into the package

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "packaging/build.sh: $*" >&2; exit 1; }

suite='' arch=$(dpkg --print-architecture) roots='' tarball='' output=''
while [ $# -gt 0 ]; do
  case $1 in
    --suite) suite=${2:?--suite needs a name}; shift ;;
    --arch) arch=${2:?--arch needs a name}; shift ;;
    --roots) roots=$(realpath -m -- "${2:?--roots needs a folder}"); shift ;;
    --tarball) tarball=yes ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) output=$(realpath -m -- "$1") ;;
  esac
  shift
done
[ -n "$output" ] || { usage >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh
# shellcheck source=packaging/roots.sh
. packaging/roots.sh

cross=''
[ "$arch" = "$(dpkg --print-architecture)" ] || cross=$arch
[ -z "$cross" ] || [ "$cross" = arm64 ] || fail "$cross: only arm64 is cross-compiled"
[ -z "$cross" ] || [ -n "$suite" ] || fail "--arch $cross: --suite is missing; the packages for it go into a root"
mkdir -p "$output"
output=$(cd "$output" && pwd)

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
if [ -n "$suite" ]; then
  mkdir -p "${roots:=$work/roots}"
  root=$(cd "$roots" && pwd)/$suite-$arch
  make_root "$suite" "$root"
  build=$(mktemp -d "$root/root/build.XXXXXX")
  trap 'rm -rf --one-file-system "$work" "$build"' EXIT
  inside=${build#"$root"}
  run() { in_root "$root" "$@"; }
else
  build=$work inside=$work
  run() { bash -euc "$1" bash "${@:2}"; }
fi
git clone -q --no-hardlinks . "$build/melsift"

# shellcheck disable=SC2016  # for the shell inside
run '
  cd "$1/melsift"
  . examples/packages.sh
  if [ "$2" ]; then
    dpkg --add-architecture "$2"
    apt-get update -q
    host=()
    for package in "${build_packages[@]}" ${optional_packages[*]}; do
      case $package in
        g++ | cmake | ninja-build | pkg-config | mandoc) host+=("$package") ;;
        *) if apt-cache show --no-all-versions "$package" | grep -q "^Architecture: all"; then
             host+=("$package")
           else
             host+=("$package:$2")
           fi ;;
      esac
    done
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      "crossbuild-essential-$2" qemu-user-static dpkg-dev file git "${host[@]}"
    options=(-DCMAKE_TOOLCHAIN_FILE=packaging/aarch64-linux-gnu.cmake)
  else
    ensure_build_packages
    ensure_packages dpkg-dev file git
    options=()
  fi
  cmake --preset package "${options[@]}"
  cmake --build --preset package -j "$(nproc)"
  cpack --preset package -B "$1/packages"
  if [ "$3" ]; then packaging/tarball.sh --build build-package "$1/packages"; fi
' "$inside" "$cross" "$tarball" >"$work/log" 2>&1 || { tail -n 60 "$work/log" >&2; fail "the build fails"; }
find "$build/packages" -maxdepth 1 \( -name '*.deb' -o -name '*.tar.gz' \) -exec cp -t "$output" {} +
