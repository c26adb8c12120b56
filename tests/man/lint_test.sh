#!/usr/bin/env bash
# The manual pages are well-formed, are named as their files, and refer to existing pages. Each tool and
# each guide has one, and the map, melsift(7), refers to all.
# Usage: lint_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"
cd "$here/../../man"

bad=0
complain() { echo "$name: $*" >&2; bad=1; }

command -v mandoc >/dev/null || fail "mandoc is missing: apt-get install mandoc"
mandoc -T lint -W warning ./*.[1-9] >&2 || complain "mandoc has warnings"

# groff understands mdoc too, and man(1) mostly runs it.
if command -v groff >/dev/null; then
  for page in *.[1-9]; do
    groff -mandoc -Tutf8 -Kutf8 -ww -z "$page" 2>"$work/err" || complain "$page: groff fails"
    [ ! -s "$work/err" ] || { cat "$work/err" >&2; complain "$page: groff has warnings"; }
  done
else
  skip_part "groff is not installed"
fi

for page in *.[1-9]; do
  title=$(awk '$1 == ".Dt" { print tolower($2) "." $3 }' "$page")
  [ "$title" = "$page" ] || complain "$page: its title says $title"
  while read -r other section; do
    case $other.$section in
      "$page") complain "$page: refers to itself" ;;
      melsift*) [ -e "$other.$section" ] || complain "$page: refers to $other($section), which does not exist" ;;
    esac
  done < <(awk '$1 == ".Xr" { print $2, $3 }' "$page")
done

# Each tool that the front command lists has a page, whose summary is that of the list.
while read -r tool purpose; do
  page=melsift-$tool.1
  [ -e "$page" ] || { complain "$tool has no manual page"; continue; }
  grep -qx "\.Xr melsift-$tool 1.*" melsift.1 || complain "melsift.1 does not refer to $page"
  summary=$(sed -n 's/^\.Nd //p' "$page")
  [ "$summary" = "$purpose" ] || complain "$page: its summary, $summary, is not that of melsift --help: $purpose"
done < <(melsift --help | sed -n '/^tools:$/,/^$/s/^  //p')

# Each guide that the front command lists has a page; the map and melsift(1) refer to all pages.
[ "$(melsift --help | sed -n '/^guides/,/^$/s/^  //p' | wc -l)" -ge 4 ] || complain "melsift --help lists no guides"
for page in *.[1-9]; do
  refer="\.Xr ${page%.*} ${page##*.}\( .*\)\?"
  for map in melsift.1 melsift.7; do
    [ "$page" = $map ] || grep -qx "$refer" $map || complain "$map does not refer to $page"
  done
done

[ $bad -eq 0 ] || exit 1
passed
