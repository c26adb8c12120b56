#!/usr/bin/env bash
# The section OPTIONS of a tool's manual page has exactly the long options of its --help, and the
# section COMMANDS exactly those of the subcommands' --help.
# Usage: options_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"
man=$here/../../man

# Options of the page: the tags of the section's outermost list, which the formatted page indents by
# five blanks.
documented() {
  mandoc -T ascii -O width=200 "$1" | sed 's/.\x08//g' |
    sed -n "/^${2:-OPTIONS}\$/,/^[A-Z]/{/^     [^ ]/p}" | long_options
}
# Options of --help: at the beginning of a line; those of melsift itself are in its usage lines.
offered() {
  if [ "$1" = melsift ]; then melsift --help; else "$1" --help | grep -E '^ +-'| awk '{ print $1 }'; fi |
    long_options
}
# The subcommands of a tool, and their subcommands, one per line.
subcommands() {
  "$@" --help | sed -n '/^Subcommands:$/,$s/^  \([a-z-]*\) .*/\1/p' | while read -r name; do
    echo "${*:2} $name"
    subcommands "$@" "$name"
  done
}
long_options() { grep -oE -- '--[a-z][a-z0-9-]*' | sort -u; }

count=0
for page in "$man"/*.1; do
  tool=$(basename "$page" .1)
  tool=${tool#melsift-}
  [ -x "$bin/$tool" ] || fail "$page: there is no such tool"
  documented "$page" >page.txt
  offered "$tool" >help.txt
  diff page.txt help.txt >differences ||
    fail "$(basename "$page") (<) and $tool --help (>) differ: $(grep '^[<>]' differences | tr '\n' ' ')"
  [ "$(wc -l <help.txt)" -ge 3 ] || fail "$tool: options not found"
  if grep -qx '.Sh COMMANDS' "$page"; then
    documented "$page" COMMANDS >page.txt
    subcommands "$tool" >names.txt
    while read -r name; do
      # shellcheck disable=SC2086  # of two words, some
      "$tool" $name --help | grep -E '^ +-' | awk '{ print $1 }'
    done <names.txt | long_options | grep -vx -e --help >help.txt
    diff page.txt help.txt >differences ||
      fail "$(basename "$page"), COMMANDS (<) and $tool ... --help (>) differ: $(grep '^[<>]' differences | tr '\n' ' ')"
    [ "$(wc -l <names.txt)" -ge 10 ] || fail "$tool: subcommands not found"
  fi
  count=$((count + 1))
done
[ $count -ge 8 ] || fail "only $count pages"

passed
