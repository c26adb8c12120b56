#!/usr/bin/env bash
# End to end: the Debian package that cpack makes of this build.
# Usage: package_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

for command in dpkg-deb dpkg-shlibdeps file; do
  command -v $command >/dev/null || skip "$command is not installed"
done
build=$(dirname "$bin")
if grep -qE '^MELSIFT_(SANITIZE:.*=ON|ARCH:.*=native)' "$build/CMakeCache.txt"; then
  skip "builds with sanitizers or for this machine alone are not packaged"
fi

(umask 027 && cpack --config "$build/CPackConfig.cmake" -B "$work/cpack") >log 2>&1 || { cat log >&2; fail "cpack fails"; }
package=$(find cpack -maxdepth 1 -name '*.deb')
version=$(extract --version)
version=${version#melsift }
release=1
# shellcheck source=/dev/null
case $(. /etc/os-release && echo "$ID:${VERSION_ID-}") in
  debian:?*) release+="~deb$(. /etc/os-release && echo "$VERSION_ID")u1" ;;
  *:?*) release+="~$(. /etc/os-release && echo "$ID$VERSION_ID")" ;;
esac
[ "$(basename "$package")" = "melsift_$version-${release}_$(dpkg --print-architecture).deb" ] || fail "the package is $package"
field() { dpkg-deb -f "$package" "$1"; }
[ "$(field Section)" = sound ] || fail "its section is $(field Section)"
[ "$(field Package)" = melsift ] || fail "its name is $(field Package)"
for library in libc6 libstdc++6 libsndfile1 libfftw3-single3 libsoxr0; do
  [[ " $(field Depends)" == *" $library"* ]] || fail "it does not depend on $library: $(field Depends)"
done
[[ $(field Depends) == *libutf8proc* ]] || fail "it does not depend on utf8proc: $(field Depends)"
[[ $(field Depends) == *libpangocairo* ]] || fail "it does not depend on Pango: $(field Depends)"
[[ $(field Recommends) == *libcurl* ]] || fail "it does not recommend libcurl: $(field Recommends)"
[[ $(field Depends) != *libcurl* ]] || fail "it depends on libcurl"
if grep -q '^LIBAV_FOUND:INTERNAL=1' "$build/CMakeCache.txt"; then
  [[ $(field Recommends) == *libavformat* ]] || fail "it does not recommend libavformat: $(field Recommends)"
fi

dpkg-deb -x "$package" root
dpkg-deb -e "$package" control
(cd root && md5sum --quiet -c ../control/md5sums) || fail "the checksums are wrong"
for file in share/doc/melsift/{copyright,changelog.gz,changelog.Debian.gz} share/man/man1/melsift.1.gz \
  share/man/man5/melsift-records.5.gz bin/melsift libexec/melsift/train \
  share/bash-completion/completions/melsift; do
  [ -s "root/usr/$file" ] || fail "it has no $file"
done
gzip -dc root/usr/share/doc/melsift/changelog.Debian.gz | grep -qF "melsift ($version-$release) " || fail "the changelog is of another version"
[ -z "$(find root ! -type l -perm /022)" ] || fail "others may write: $(find root ! -type l -perm /022)"
# The result depends neither on the builder's umask (027 above) nor on the clock.
[ -z "$(find root -mindepth 1 ! -type l \( ! -perm -444 -o -type d ! -perm -555 \))" ] || fail "others can't read it all"
date=$(sed -n "s/^## \[$version\] - //p" "$here/../../CHANGELOG.md")
if [ -n "$date" ] && [ -z "${SOURCE_DATE_EPOCH-}" ]; then
  [ "$(TZ=UTC find root -mindepth 1 -printf '%TY-%Tm-%Td\n' | sort -u)" = "$date" ] || fail "its files are not all of $date"
fi
[ ! -d root/usr/include ] || fail "it holds the library"
! readelf -S root/usr/libexec/melsift/train | grep -q '\.symtab' || fail "its programs are not stripped"

# The service: its options are a conffile, it is not started, and it is sandboxed.
[ "$(cat control/conffiles)" = /etc/melsift/serve.conf ] || fail "its conffiles are $(cat control/conffiles)"
unit=root/usr/lib/systemd/system/melsift-serve.service
for script in postinst prerm postrm; do
  [ -x "control/$script" ] || fail "no $script"
  sh -n "control/$script" || fail "$script is no shell script"
done
mkdir fake
for command in deb-systemd-helper deb-systemd-invoke systemctl; do
  # shellcheck disable=SC2016  # for the script
  printf '#!/bin/sh\necho "$*" >>calls\n[ "$1" != debian-installed ]\n' >fake/$command
  chmod +x fake/$command
done
expect 0 env PATH="$work/fake:$PATH" control/postinst configure ''
! grep -E 'enable|start' calls || fail "a new installation enables or starts the service"
if command -v systemd-analyze >/dev/null; then
  exposure=$(systemd-analyze security --offline=true "$unit" --no-pager 2>err | sed -n 's/.*exposure level.*: \([0-9.]*\) .*/\1/p')
  silent
  awk -v exposure="$exposure" 'BEGIN { exit !(exposure != "" && exposure < 2) }' || fail "its exposure is $exposure"
else
  skip_part "the exposure of the service (needs systemd-analyze)"
fi
# As systemd starts it: the first start makes the library.
(
  # shellcheck source=/dev/null
  . root/etc/melsift/serve.conf
  options=${MELSIFT_SERVE_OPTIONS/127.0.0.1:8080/127.0.0.1:0}
  command=$(sed -n 's,^ExecStart=/usr,root/usr,p' "$unit" | sed "s,%S,$work/state,; s|\$MELSIFT_SERVE_OPTIONS|$options|")
  mkdir -p state/melsift
  # shellcheck disable=SC2086  # words, as systemd splits them
  exec $command 2>address
) &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do ! grep -q 'http.*/' address 2>/dev/null || break; sleep 0.1; done
curl -s "$(grep -o 'http://[^ ]*' address)api/health" >health || fail "the service does not answer: $(cat address)"
[ "$(jq .tracks health)" = 0 ] || fail "an empty library has $(jq .tracks health) tracks"
kill "$server"
wait "$server" || fail "the service ends with $?"
[ -s state/melsift/library.db ] || fail "the service makes no library"

# Unpacked, it runs.
toy_features 9 >toy.jsonl
expect 0 root/usr/bin/melsift train toy.jsonl -o toy.safetensors --epochs 2
expect 0 root/usr/bin/melsift inspect toy.safetensors
expect 0 root/usr/bin/melsift help train
grep -q 'melsift.train' out || fail "melsift help train shows something else"

if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error --no-tag-display-limit "$package" >out 2>err ||
    { cat out err >&2; fail "lintian finds errors"; }
  cat out
else
  skip_part "lintian is not installed"
fi

passed
