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

cpack --config "$build/CPackConfig.cmake" -B "$work/cpack" >log 2>&1 || { cat log >&2; fail "cpack fails"; }
package=$(find cpack -maxdepth 1 -name '*.deb')
version=$(extract --version)
version=${version#melsift }
[ "$(basename "$package")" = "melsift_$version-1_$(dpkg --print-architecture).deb" ] || fail "the package is $package"
field() { dpkg-deb -f "$package" "$1"; }
[ "$(field Section)" = sound ] || fail "its section is $(field Section)"
[ "$(field Package)" = melsift ] || fail "its name is $(field Package)"
for library in libc6 libstdc++6 libsndfile1 libfftw3-single3 libsoxr0; do
  [[ " $(field Depends)" == *" $library"* ]] || fail "it does not depend on $library: $(field Depends)"
done
[[ $(field Recommends) == *libcurl* ]] || fail "it does not recommend libcurl: $(field Recommends)"
[[ $(field Depends) != *libcurl* ]] || fail "it depends on libcurl"

dpkg-deb -x "$package" root
dpkg-deb -e "$package" control
(cd root && md5sum --quiet -c ../control/md5sums) || fail "the checksums are wrong"
for file in share/doc/melsift/{copyright,changelog.gz,changelog.Debian.gz} share/man/man1/melsift.1.gz \
  share/man/man5/melsift-records.5.gz bin/melsift libexec/melsift/train \
  share/bash-completion/completions/melsift; do
  [ -s "root/usr/$file" ] || fail "it has no $file"
done
gzip -dc root/usr/share/doc/melsift/changelog.Debian.gz | grep -q "^melsift ($version-1) " || fail "the changelog is of another version"
[ -z "$(find root ! -type l -perm /022)" ] || fail "others may write: $(find root ! -type l -perm /022)"
[ ! -d root/usr/include ] || fail "it holds the library"
! readelf -S root/usr/libexec/melsift/train | grep -q '\.symtab' || fail "its programs are not stripped"

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
