#!/usr/bin/env bash
# Finds runs of lines that occur twice in the C++ sources and shell scripts: code that should be
# shared.  Comments, blank lines, lone brackets, includes, overriding declarations, fields of structs
# and layout don't count.
#
# The threshold is 6 lines: 5 would also find equal loops around different arithmetic.
# Usage: repeats.sh [LINES]
set -eu
cd "$(dirname "$0")/.."
lines=${1:-6}
# shellcheck disable=SC2016  # awk's variables
find lib tools examples tests -type f \( -name '*.cpp' -o -name '*.h' -o -name '*.sh' \) \
  ! -path '*/data/*' | LC_ALL=C sort |
  xargs awk -v lines="$lines" '
    FNR == 1 { count = 0; matched = 0; is_shell = FILENAME ~ /\.sh$/ }
    {
      line = $0
      if (is_shell) sub(/^[ \t]*#.*/, "", line)
      else sub(/(^|[ \t])\/\/.*/, "", line)
      gsub(/[ \t]/, "", line)
      if (line ~ /^[][{}();,]*$/ || line ~ /^(#|using|namespace)/ || line ~ /override[;{]/) next
      if (FILENAME ~ /\.h$/ && line ~ /,$/) next  # an overriding declaration of several lines
      if (FILENAME ~ /\.h$/ && line ~ /^std::[^()=]*;$/) next  # a field of a struct
      if (line ~ /^"[A-Za-z0-9+\/=]*"$/) next  # binary data in base64
      if (is_shell && line ~ /^(fi|done|else|esac|;;)$/) next
      text[count % lines] = line
      number[count % lines] = FNR
      if (++count < lines) next
      run = ""
      for (i = 0; i < lines; ++i) run = run text[(count + i) % lines] "\n"
      first = number[count % lines]
      if (!(run in place)) { place[run] = FILENAME ":" first; matched = 0; next }
      if (!matched++) { print FILENAME ":" first " repeats " place[run] ":"; printf "%s", run; ++found }
    }
    END {
      if (found) { print found " runs of " lines " lines occur twice"; exit 1 }
      print "repeats: none"
    }'
