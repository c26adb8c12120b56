#!/usr/bin/env bash
# The table of dependencies, and what examples/packages.sh does if a package can't be installed.
# Usage: packages_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
table=$here/../../packaging/dependencies.txt

awk -F '|' '/^#/ || !NF { next }
  { needed = $2; gsub(/ /, "", needed) }
  NF != 6 { print "line " NR ": " NF " columns, expected 6"; bad = 1 }
  needed !~ /^(build|optional|test|browser)$/ { print "line " NR ": needed: " needed; bad = 1 }
  $3 !~ /[a-z]/ { print "line " NR ": no packages"; bad = 1 }
  (needed == "optional") != ($6 ~ /[a-z]/) { print "line " NR ": only optional rows say what is lost"; bad = 1 }
  END { exit bad }' "$table" || fail "the table is malformed"

# A machine that has all packages but these, and can install none.
mkdir stubs
cat >stubs/dpkg-query <<'END'
#!/bin/sh
for name; do :; done
case " $MISSING " in *" $name "*) ;; *) echo installed ;; esac
END
cat >stubs/apt-get <<'END'
#!/bin/sh
echo "$*" >>apt.log
[ "$1" = update ]
END
cat >stubs/id <<'END'
#!/bin/sh
echo 0
END
chmod +x stubs/*
# shellcheck disable=SC2016  # for the shell inside
on_machine() { # MISSING_PACKAGES COMMAND
  : >apt.log
  MISSING=$1 PATH=$work/stubs:$PATH bash -euc '. "$0/../../examples/packages.sh"; '"$2" "$here"
}

# Nothing is missing: no action, no output.
expect 0 on_machine "" "ensure_build_packages; say_left_out"
silent
nothing out
nothing apt.log

# Optional packages: the run goes on, and one line names the loss and the remedy.
expect 0 on_machine "libcld2-dev libavformat-dev" "ensure_build_packages; say_left_out"
[ "$(cat out)" = "without libcld2-dev: languages of titles are not guessed; without libavformat-dev: M4A, \
WMA and WebM files are not read (apt-get install libcld2-dev libavformat-dev, then run this again)" ] || fail "$(cat out)"
grep -q 'install .*libcld2-dev' apt.log || fail "no attempt to install libcld2-dev: $(cat apt.log)"

# A required package: the run ends.
expect 1 on_machine "libsndfile1-dev" "ensure_build_packages; echo not reached"
nothing out

passed
