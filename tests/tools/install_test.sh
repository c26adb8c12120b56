#!/usr/bin/env bash
# End to end: the files of `cmake --install`; the installed tree works, also when it is moved, and
# programs can be built with it.
# Usage: install_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

build=$(dirname "$bin")
[ -e "$build/CMakeCache.txt" ] || fail "$build is no build folder"
mapfile -t tools < <(melsift --help | sed -n '/^tools:$/,/^$/s/^  \([a-z]*\) .*/\1/p')
cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

# The prefix of the build, /usr/local, is not used: a prefix is given at installation, relative or
# not, and DESTDIR precedes it.
mkdir here
(cd here && cmake --install "$build" --prefix ./usr) >log || { cat log >&2; fail "can't install"; }
DESTDIR=$work/staged cmake --install "$build" --prefix /opt/melsift --component tools >log
[ -x staged/opt/melsift/bin/melsift ] || fail "DESTDIR is not heeded"
diff <(cd here/usr && find bin libexec share | sort) \
  <(cd staged/opt/melsift && find . -mindepth 1 | sed 's,^\./,,' | sort) >differences ||
  fail "the component tools is not all of bin, libexec and share: $(cat differences)"

# After a move, everything is found.
mv here/usr 'a moved prefix'
prefix="$work/a moved prefix"
melsift=$prefix/bin/melsift
[ "$(ls "$prefix/bin")" = melsift ] || fail "bin has more than melsift"
[ "$("$melsift" --exec-path)" = "$prefix/libexec/melsift" ] || fail "--exec-path is $("$melsift" --exec-path)"
[ "$(ls "$prefix/libexec/melsift")" = "$(printf '%s\n' "${tools[@]}" | sort)" ] ||
  fail "libexec/melsift does not hold the tools, but: $(ls "$prefix/libexec/melsift")"
for tool in "${tools[@]}"; do
  expect 0 "$melsift" "$tool" --help
  grep -q "^Usage: melsift $tool " out || fail "melsift $tool --help shows something else"
done
toy_features 9 >toy.jsonl
expect 0 "$melsift" train toy.jsonl -o toy.safetensors --epochs 2
expect 0 "$melsift" classify -m toy.safetensors toy.jsonl
records out 9

# The manual pages, each in its section.
for page in "$here"/../../man/*.[1-9]; do
  same "$page" "$prefix/share/man/man${page##*.}/$(basename "$page")"
done
if command -v man >/dev/null; then
  for page in melsift melsift-train melsift-records; do
    man -M "$prefix/share/man" "$page" >out 2>/dev/null || fail "man $page fails"
    grep -q NAME out || fail "man $page shows nothing"
  done
  expect 0 "$melsift" help train
  grep -q '^SYNOPSIS' out || fail "melsift help train is not the manual page"
  expect 0 "$melsift" help pipelines
  grep -q 'GTZAN from the shell' out || fail "melsift help pipelines is not the tutorial"
else
  skip_part "man is not installed"
fi

# The manual as web pages, if the build had mandoc.
if [[ $(cached MANDOC) == /* ]]; then
  for file in index.html manual.css melsift-train.1.html; do
    [ -s "$prefix/share/doc/melsift/html/$file" ] || fail "the manual's $file is not installed"
  done
fi

# The default models, and their lines in --version.
expect 0 "$melsift" --version
silent
[ "$(head -n 1 out)" = "$(extract --version)" ] || fail "--version begins with $(head -n 1 out)"
grep -qx '  Eigen  *3\.[0-9.]*' out || fail "--version does not tell Eigen's version"
grep -qE '^  FFTW +3\.[0-9.]+(, here 3\.[0-9.]+)?$' out || fail "--version does not tell FFTW's"
for model in "$here"/../../models/*.safetensors; do
  same "$model" "$prefix/share/melsift/models/$(basename "$model")"
  grep -q "^  $(basename "$model" .safetensors)  " out || fail "--version does not name $model"
done
cp toy.safetensors "$prefix/share/melsift/models/zz_toy.safetensors"
judged='{"__metadata__":{"description":"71.0 % in ten folds"}}      '
printf "\\x$(printf %x ${#judged})"'\0\0\0\0\0\0\0%s' "$judged" >"$prefix/share/melsift/models/zz_judged.safetensors"
echo no model >"$prefix/share/melsift/models/zz_broken.safetensors"
expect 0 "$melsift" --version
grep -qx '  zz_toy' out || fail "--version does not name a model that was added"
grep -qx '  zz_judged  71.0 % in ten folds' out ||
  fail "--version does not tell what a model says of itself"
grep -q '^  .*zz_broken.safetensors: ' out || fail "--version is silent about a broken model"

# The front command needs no libraries.
if command -v readelf >/dev/null; then
  readelf -d "$melsift" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >needed
  ! grep -vE '^lib(stdc\+\+|m|gcc_s|c|asan|ubsan)\.so' needed || fail "melsift links more than the language's libraries"
else
  skip_part "readelf is not installed"
fi

# The library: its headers are those of the list, they have all that they include, and the examples
# give what the tools do.
(cd "$prefix/include/melsift" && find . -type f | sed 's,^\./,,' | sort) >installed
sed -n 's,^  \([a-z0-9_]*/[a-z0-9_]*\.h\)$,\1,p' "$here/../../lib/public_headers.cmake" | sort >listed
diff listed installed >differences || fail "the installed headers are not those of the list: $(cat differences)"
(cd "$prefix/include/melsift" && printf '#include "%s"\n' */*.h) >all.cpp
targets=$(find "$prefix" -name melsiftTargets.cmake)
mapfile -t flags < <(sed -n 's/.*INTERFACE_COMPILE_OPTIONS "\(.*\)"/\1/p' "$targets" | tr ';' '\n')
compiler=$(cached CMAKE_CXX_COMPILER)
eigen=$(cached Eigen3_DIR)
"$compiler" -std=c++20 -fsyntax-only "${flags[@]}" -isystem "$(dirname "$eigen")/../../include/eigen3" \
  -I "$prefix/include/melsift" all.cpp 2>err ||
  { head -n 5 err >&2; fail "the headers do not compile"; }
CMAKE_PREFIX_PATH=$prefix cmake -G "$(cached CMAKE_GENERATOR)" -S "$here/../../examples/library" -B library \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$compiler" >log 2>&1 || { cat log >&2; fail "find_package(melsift) fails"; }
cmake --build library >log 2>&1 || { cat log >&2; fail "the example does not build"; }
# Every module links with all of its objects, and needs no libraries but its own: a module is asked
# for alone, where pkg-config knows nothing.
config=$(find "$prefix" -name melsiftConfig.cmake)
mapfile -t modules < <(sed -n 's/^set(melsift_\([a-z]*\)_uses .*)$/\1/p; s/^set(melsift_\([a-z]*\)_uses)$/\1/p' "$config")
[ "${#modules[@]}" -ge 15 ] || fail "the package has few modules: ${modules[*]}"
mkdir linked
cat >linked/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(linked LANGUAGES CXX)
find_package(melsift REQUIRED COMPONENTS ${MODULES})
file(WRITE ${CMAKE_BINARY_DIR}/main.cpp "int main() {}")
foreach(module ${MODULES})
  add_executable(${module} ${CMAKE_BINARY_DIR}/main.cpp)
  target_link_libraries(${module} PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,melsift::${module}>)
endforeach()
END
link_modules() {
  CMAKE_PREFIX_PATH=$prefix cmake -G "$(cached CMAKE_GENERATOR)" -S linked -B "linked/$1" \
    -DMODULES="${2// /;}" -DCMAKE_CXX_COMPILER="$compiler" >log 2>&1 || { cat log >&2; fail "find_package(melsift COMPONENTS $2) fails"; }
  cmake --build "linked/$1" >log 2>&1 || { cat log >&2; fail "a module of $2 does not link"; }
}
link_modules all "${modules[*]}"
mkdir pc
for name in libutf8proc fftw3f; do
  cp "$(pkg-config --variable=pcfiledir "$name")/$name.pc" pc/
done
PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=$PWD/pc link_modules some "feature nn"
! PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=$PWD/pc CMAKE_PREFIX_PATH=$prefix cmake -S linked -B linked/none -DMODULES=audio >log 2>&1 ||
  fail "audio needs no libraries"

make_audio tone.wav 2 22050 1 1
library/mean_mfccs tone.wav >own
expect 0 extract tone.wav
jq '.features[]' out >wanted
[ "$(wc -l <own)" -eq 40 ] || fail "the example prints $(wc -l <own) lines"
paste own wanted | awk '{ d = $1 - $2; if (d < 0) d = -d; if (d > 1e-4 * (1 + ($2 < 0 ? -$2 : $2))) bad = 1 } END { exit bad }' ||
  fail "the example's MFCCs are not extract's"
mkdir songs
for song in {1..9}; do make_audio "songs/$song.wav" 1 22050 1 "$song"; done
expect 0 collect scan songs --db songs.db
models=("$prefix/share/melsift/models/"[!z]*.safetensors)
expect 0 classify -m "${models[0]}" songs/5.wav
predicted=$(jq -r .predicted out)
cp out song.jsonl
expect 0 recommend --catalogue songs.db -n 5 --format jsonl song.jsonl
jq -r .path out >wanted
[ "$(wc -l <wanted)" -eq 5 ] || fail "recommend names $(wc -l <wanted) tracks"
library/next_tracks "${models[0]}" songs.db songs/5.wav >own 2>said
same own wanted
[ "$(cat said)" = "$predicted" ] || fail "the example predicts $(cat said), classify $predicted"

passed
