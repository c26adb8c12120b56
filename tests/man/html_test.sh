#!/usr/bin/env bash
# The manual as web pages: every page is there, has the stylesheet, and links only to pages and places
# that exist, or to known sites.
# Usage: html_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"
man=$here/../../man
command -v mandoc >/dev/null || skip "mandoc is not installed"

"$man/html.sh" html
cmp "$man/manual.css" html/manual.css || fail "the stylesheet is missing"
same html/melsift.7.html html/index.html
for page in "$man"/*.[1-9]; do
  file=html/$(basename "$page").html
  [ -s "$file" ] || fail "$(basename "$page") is not rendered"
  grep -qF '<link rel="stylesheet" href="manual.css"' "$file" || fail "$file has no stylesheet"
  grep -qF '<nav><a href="index.html">' "$file" || fail "$file has no link to the map"
done

links=0 bad=0
for file in html/*.html; do
  while IFS= read -r link; do
    links=$((links + 1))
    target=html/${link%%#*} place=${link#*#}
    case $link in
      https://manpages.debian.org/melsift*) echo "$file: $link should be a page of this manual"; bad=1; continue ;;
      https://manpages.debian.org/* | https://huggingface.co/* | https://numpy.org/* | https://onnx.ai) continue ;;
      *:*) echo "$file: $link is an unknown site"; bad=1; continue ;;
      \#*) target=$file ;;
    esac
    [ -e "$target" ] || { echo "$file: $link: there is no such page"; bad=1; continue; }
    [[ $link != *\#* ]] || grep -qF "id=\"$place\"" "$target" || { echo "$file: $link: there is no such place"; bad=1; }
  done < <(grep -oE 'href="[^"]*"' "$file" | sed 's/^href="//; s/"$//' | sort -u)
done >broken
[ $bad -eq 0 ] || { cat broken >&2; fail "links are broken"; }
[ $links -ge 300 ] || fail "only $links links found"

passed
