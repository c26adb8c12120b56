# shellcheck shell=bash
# Installs the Debian packages that packaging/dependencies.txt lists.
# Sourced by examples/quickstart.sh, tests/run.sh and others; bash.

# By the column "needed" of the table; optional packages are handled by row, below.
# shellcheck disable=SC2034  # for those who source this file
build_packages=() test_packages=() browser_packages=()
# The optional dependencies: the packages of each, and what melsift lacks without them.
optional_packages=() optional_losses=()

read_dependencies() {
  local needed packages loss names
  while IFS='|' read -r _ needed packages _ _ loss; do
    read -ra names <<<"$packages"
    case ${needed// /} in
      build) build_packages+=("${names[@]}") ;;
      test) test_packages+=("${names[@]}") ;;
      browser) browser_packages+=("${names[@]}") ;;
      optional)
        optional_packages+=("${names[*]}")
        optional_losses+=("${loss# }")
        ;;
    esac
  done < <(grep '^[^#]' "$1")
}
read_dependencies "$(dirname "${BASH_SOURCE[0]}")/../packaging/dependencies.txt"

# Whether a package is installed, or, if the package is needed for a command, whether the command
# exists.
has_package() {
  case $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) in installed) return ;; esac
  case $1 in
    nodejs) command -v node >/dev/null ;;
    ninja-build) command -v ninja >/dev/null ;;
    lib* | *-dev | python3-* | fonts-*) return 1 ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# ensure_packages NAME...: installs missing packages with apt-get, as root or with sudo.  If none is
# missing, it does nothing and needs no rights.
packages_updated=''
ensure_packages() {
  local missing=() name become=()
  for name in "$@"; do has_package "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "apt-get is missing; please install the counterparts of: ${missing[*]}" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "packages are missing; as root, please run: apt-get install ${missing[*]}" >&2
      return 1
    fi
    become=(sudo)
  fi
  echo "installing ${missing[*]}" >&2
  [ -n "$packages_updated" ] || "${become[@]}" apt-get update -q || return 1
  packages_updated=yes
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# ensure_build_packages: installs the packages that melsift is built with.  Fails only if a required
# package can't be installed.
ensure_build_packages() {
  local packages
  ensure_packages "${build_packages[@]}" || return 1
  for packages in "${optional_packages[@]}"; do
    # shellcheck disable=SC2086  # several names
    ensure_packages $packages || echo "going on without $packages" >&2
  done
}

# say_left_out: one line that names the missing optional packages, what is lost, and the remedy; none
# if none is missing.
say_left_out() {
  local i name missing line='' all=''
  for i in "${!optional_packages[@]}"; do
    missing=''
    for name in ${optional_packages[i]}; do has_package "$name" || missing+=" $name"; done
    [ -n "$missing" ] || continue
    line+="${line:+; }without$missing: ${optional_losses[i]}"
    all+=$missing
  done
  [ -z "$line" ] || echo "$line (apt-get install$all, then run this again)"
}
