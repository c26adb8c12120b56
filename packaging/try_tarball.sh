#!/usr/bin/env bash
# Tries the portable archive in bare roots with only the packages of debootstrap's minbase: every
# tool starts, models predict, M4A is read, pictures have letters, the page answers, and a look-up
# over TLS trusts the bundled certificates.
#
# usage: packaging/try_tarball.sh [--roots FOLDER] ARCHIVE [SUITE...]
#   SUITE           default: bookworm trixie
#   --roots FOLDER  keep the roots there and reuse them (default: a temporary folder)
# Needs root rights, and on this machine ffmpeg, python3, openssl, file and jq, which it installs if missing.
set -euo pipefail

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "packaging/try_tarball.sh: ${suite:+$suite: }$*" >&2; exit 1; }

roots='' archive='' suites=()
while [ $# -gt 0 ]; do
  case $1 in
    --roots) roots=$(realpath -m -- "${2:?--roots needs a folder}"); shift ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) if [ -z "$archive" ]; then archive=$(realpath -m -- "$1"); else suites+=("$1"); fi ;;
  esac
  shift
done
[ -f "$archive" ] || { usage >&2; exit 2; }
[ ${#suites[@]} -gt 0 ] || suites=(bookworm trixie)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=examples/packages.sh
. examples/packages.sh
# shellcheck source=packaging/roots.sh
. packaging/roots.sh

ensure_packages ffmpeg python3 openssl file jq

work=$(mktemp -d)
server='' root=''
clean_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$root" ] || rm -rf --one-file-system "$root/root/try"
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
mkdir -p "${roots:=$work/roots}"

# Music: a chord of five seconds, as WAV and as M4A.
ffmpeg -v error -f lavfi -i 'sine=440:d=5,volume=0.3' -f lavfi -i 'sine=660:d=5,volume=0.3' \
  -filter_complex amix "$work/song.wav"
ffmpeg -v error -i "$work/song.wav" "$work/song.m4a"
# A service with a certificate of its own authority.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
cat "$work/key.pem" "$work/certificate.pem" >"$work/both.pem"
mkfifo "$work/port"
python3 tests/support/stand_in_server.py "$work/log" "$work/both.pem" >"$work/port" &
server=$!
read -r port <"$work/port"

for suite in "${suites[@]}"; do
  root=$(cd "$roots" && pwd)/bare-$suite
  make_root "$suite" "$root"
  for file in etc/fonts etc/ssl/certs/ca-certificates.crt usr/share/fonts/truetype; do
    [ ! -e "$root/$file" ] || fail "$root is not bare: it has $file"
  done
  rm -rf --one-file-system "$root/root/try"
  mkdir "$root/root/try"
  tar -C "$root/root/try" -xf "$archive"
  mv "$root/root/try"/melsift-* "$root/root/try/melsift"
  cp "$work"/song.* "$root/root/try"
  # shellcheck disable=SC2016  # for the shell inside
  in_root "$root" '
    cd /root/try
    PATH=$PWD/melsift/bin:$PATH
    unset http_proxy https_proxy
    melsift --version >version
    for tool in $(melsift --help | sed -n "/^tools:/,\$s/^  \([a-z]*\) .*/\1/p"); do
      melsift "$tool" --help >/dev/null
      melsift help "$tool" >/dev/null
    done
    melsift classify song.wav song.m4a >classified 2>notes
    melsift draw song.m4a -o song.png 2>drawn
    FONTCONFIG_FILE=/dev/null melsift draw song.m4a -o blank.png 2>/dev/null
    melsift collect scan song.m4a song.wav --db library.db -q
    melsift collect musicbrainz --genre rock -n 1 --base-url "https://127.0.0.1:$1/good" --retries 0 2>refused && exit 1
    grep -q certificate refused
    cp melsift/share/melsift/certificates.crt kept
    cat >melsift/share/melsift/certificates.crt
    melsift collect musicbrainz --genre rock -n 1 --base-url "https://127.0.0.1:$1/good" --retries 0 >found
    mv kept melsift/share/melsift/certificates.crt
    melsift serve --catalogue library.db --listen 127.0.0.1:0 2>address & page=$!
    for wait in $(seq 50); do ! grep -q http address || break; sleep 0.1; done
    at=$(sed -n "s,.*http://\([^/]*\)/.*,\1,p" address)
    exec 3<>"/dev/tcp/${at%:*}/${at#*:}"
    printf "GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3
    cat <&3 >health
    kill "$page"
    wait "$page"
  ' "$port" <"$work/certificate.pem" || fail "a tool fails; the folder was $root/root/try"
  cd "$root/root/try"
  [ "$(jq -r .predicted classified | grep -c .)" -eq 2 ] || fail "not both tracks are classified: $(cat notes)"
  jq -se '(.[0].scores | to_entries) as $wav | .[1].scores as $m4a |
    [$wav[] | (.value - $m4a[.key]) | fabs] | max < 0.2' classified >/dev/null || fail "M4A sounds different from WAV"
  [ "$(jq -r .title found)" = "Recording 0" ] || fail "the look-up finds $(cat found)"
  grep -q '^HTTP/1.1 200' health || fail "the page answers $(head -n 1 health)"
  [ "$(file -b --mime-type song.png)" = image/png ] || fail "draw writes no PNG"
  [ ! -s drawn ] || fail "draw says $(cat drawn)"
  ! cmp -s song.png blank.png || fail "the picture has no letters"
  cd - >/dev/null
  echo "packaging/try_tarball.sh: $suite: passed" >&2
  rm -rf --one-file-system "$root/root/try"
done
