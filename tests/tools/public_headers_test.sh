#!/usr/bin/env bash
# The public headers (lib/public_headers.cmake): each compiles alone, and with the second list there is
# all that they include, and nothing else.
# Usage: public_headers_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

lib=$here/../../lib
# list VARIABLE: the headers that it is set to.
list() { sed -n "/^set($1\$/,/^)/s,^  \([a-z0-9_]*/[a-z0-9_]*\.h\)\$,\1,p" "$lib/public_headers.cmake"; }
list MELSIFT_PUBLIC_HEADERS >public
list MELSIFT_INCLUDED_HEADERS >included
count=$(wc -l <public)
((count >= 15 && count <= 25)) || fail "$count public headers, expected some 20"
sort public included | uniq -d >twice
nothing twice

# All that the public headers include, directly or not.
sort public >met
cp met open
while [ -s open ]; do
  (cd "$lib" && xargs sed -n 's/^#include "\(.*\)"$/\1/p') <open | sort -u | comm -13 met - >further
  sort -u met further >all
  mv all met
  mv further open
done
comm -23 met <(sort public) >needed
diff <(sort included) needed >differences ||
  fail "MELSIFT_INCLUDED_HEADERS is not what public headers include (< listed, > needed): $(cat differences)"

# No other headers are in reach: Eigen's and the language's are the only foreign ones.
while read -r header; do
  install -D "$lib/$header" "headers/$header"
done <met
compiler=$(cached CMAKE_CXX_COMPILER)
eigen=$(dirname "$(cached Eigen3_DIR)")/../../include/eigen3
while read -r header; do
  echo "#include \"$header\"" >alone.cpp
  "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I headers -isystem "$eigen" alone.cpp 2>err ||
    { head -n 5 err >&2; fail "$header does not compile alone"; }
  [[ $(head -n 1 "$lib/$header") == "// "* ]] || fail "$header does not begin with what it is for"
done <public

# The examples include nothing else of melsift.
sed -n 's/^#include "\(.*\)"$/\1/p' "$here"/../../examples/library/*.cpp | sort -u | comm -23 - <(sort public) >others
nothing others

passed
