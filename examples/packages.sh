# shellcheck shell=bash
# The Debian packages that melsift is made from, and how they get onto a machine.
# Sourced by examples/quickstart.sh and tests/run.sh; bash.

# To build it.
# shellcheck disable=SC2034  # for those who source this file
build_packages=(
  g++ cmake ninja-build pkg-config
  libcli11-dev libeigen3-dev libfftw3-dev libmpg123-dev libsimdjson-dev libsndfile1-dev libsoxr-dev
  libspdlog-dev libzip-dev nlohmann-json3-dev zlib1g-dev
  libcpp-httplib-dev libcurl4-openssl-dev libhnswlib-dev libsqlite3-dev libtag1-dev
  fonts-dejavu-core libcairo2-dev libpango1.0-dev libpng-dev
)
# To read m4a, WMA, WebM and what else libsndfile does not know; melsift builds without them.
# shellcheck disable=SC2034
libav_packages=(libavcodec-dev libavformat-dev libavutil-dev)
# To write models in ONNX; melsift builds without them.
# shellcheck disable=SC2034
onnx_packages=(libonnx-dev libprotobuf-dev)
# To guess the language of titles; melsift builds without it.
# shellcheck disable=SC2034
cld2_packages=(libcld2-dev)
# To run its tests, besides.
# shellcheck disable=SC2034
test_packages=(
  "${cld2_packages[@]}" "${libav_packages[@]}" "${onnx_packages[@]}"
  curl doctest-dev dpkg-dev file jq mandoc parallel python3 sqlite3
)

# To drive the page of serve in a browser, besides: tests/run.sh --all.
# shellcheck disable=SC2034
browser_packages=(chromium nodejs npm)

# Whether a package is there: installed as such, or, for one that is wanted for a command, that
# command wherever it came from.
has_package() {
  case $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) in installed) return ;; esac
  case $1 in
    g++ | cmake | pkg-config | jq | mandoc) command -v "$1" >/dev/null ;;
    nodejs) command -v node >/dev/null ;;
    chromium | npm) command -v "$1" >/dev/null ;;
    ninja-build) command -v ninja >/dev/null ;;
    *) return 1 ;;
  esac
}

# ensure_packages NAME...: installs those that are missing, by name, with apt-get; as root where
# that is needed.  Where none is missing it does nothing and needs no rights.
ensure_packages() {
  local missing=() name become=()
  for name in "$@"; do has_package "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "no apt-get here; please install the counterparts of: ${missing[*]}" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "missing packages; as root, please run: apt-get install ${missing[*]}" >&2
      return 1
    fi
    become=(sudo)
  fi
  echo "installing ${missing[*]}" >&2
  "${become[@]}" apt-get update -q &&
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "${missing[@]}"
}
