#!/usr/bin/env bash
# End to end: melsift, the front command.
# Usage: melsift_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

tools=(prepare extract train classify evaluate recommend collect serve inspect draw convert doctor)

# Usage: on standard output if requested, otherwise on standard error.
expect 0 melsift --help
silent
mv out usage
for way in -h help; do
  expect 0 melsift $way
  silent
  same usage out
done
expect 2 melsift
nothing out
same usage err
sed -n '/^tools:$/,/^$/s/^  //p' usage | awk '{ print $1 }' | cmp - <(printf '%s\n' "${tools[@]}") ||
  fail "the usage lists other tools"

expect 0 melsift --version
silent
head -n 1 out >version
grep -qxE 'melsift [0-9]+\.[0-9]+\.[0-9]+' version || fail "version: $(cat out)"
[ "$(grep -v '^ ' out | tail -n +2)" = $'default models:\nbuilt for:\nbuilt with:' ] || fail "version: $(cat out)"
expect 0 melsift --exec-path
silent
[ "$(cat out)" = "$bin" ] || fail "--exec-path is $(cat out), expected $bin"

# Each tool: the same as by its own name; help by name.
for tool in "${tools[@]}"; do
  expect 0 melsift "$tool" --version
  same version out
  expect 0 "$tool" --help
  mv out own
  expect 0 melsift "$tool" --help
  silent
  same own out
  expect 0 melsift help "$tool"
  silent
  grep -q "melsift.$tool" out || fail "melsift help $tool shows something else"
done

# Each guide: its manual page.
mapfile -t guides < <(sed -n '/^guides/,/^$/s/^  \([a-z]*\) .*/\1/p' usage)
[ "${guides[*]}" = "map pipelines cluster records model" ] || fail "the usage lists other guides: ${guides[*]}"
if command -v man >/dev/null; then
  for guide in "${guides[@]}"; do
    expect 0 melsift help "$guide"
    grep -q 'NAME' out || fail "melsift help $guide shows something else"
  done
  grep -q 'melsift.model' out || fail "melsift help model shows something else"
else
  skip_part "man is not installed"
fi
PATH=$bin expect 1 "$bin/melsift" help records
says "melsift: melsift-records.5: can't show the manual page; it or the command man is missing"

# Arguments, standard input and exit codes go through.
toy_features 9 >features.jsonl
expect 0 melsift inspect 'features.jsonl'
mv out own
expect 0 melsift inspect - <features.jsonl
same own out
cp features.jsonl 'a name  with blanks.jsonl'
expect 0 melsift inspect 'a name  with blanks.jsonl'
same own out
expect 1 melsift inspect ''
expect 1 melsift inspect missing.jsonl
says "melsift inspect: missing.jsonl: can't open: No such file or directory"
expect 2 melsift inspect --no-such-option
says "melsift inspect: --no-such-option: unknown option (see melsift inspect --help)"
mkfifo pipe
melsift evaluate <pipe 2>err &
tool_id=$!
exec 3>pipe
kill -TERM $tool_id  # it is the tool: there is no process between
code=0
wait $tool_id || code=$?
exec 3>&-
[ $code -eq 143 ] || fail "exit $code after SIGTERM"

# Unknown tools: the nearest name, or the command for a name of other programs.
for name_of_none in x -x ../bin/extract classification '' make_audio; do
  expect 2 melsift "$name_of_none"
  nothing out
  says "melsift: no tool named \"$name_of_none\" (see melsift --help)"
  expect 2 melsift help "$name_of_none"
  nothing out
  says "melsift: no tool or guide named \"$name_of_none\" (see melsift --help)"
done
meant() {
  expect 2 melsift "$1"
  nothing out
  says "melsift: no tool named \"$1\" (did you mean $2?) (see melsift --help)"
}
meant extrct extract
meant classfy classify
meant recomend recommend
meant extract/ extract
meant eval evaluate
meant scan 'melsift collect scan'
meant --versoin --version
meant predict 'melsift classify'
expect 2 melsift help recrds
says 'melsift: no tool or guide named "recrds" (did you mean records?) (see melsift --help)'

if [ -e /dev/full ]; then
  for way in --help --version --exec-path; do
    code=0
    melsift $way >/dev/full 2>err || code=$?
    [ $code -eq 1 ] || fail "melsift $way: exit $code on a full disk"
    says "melsift: standard output: can't write: No space left on device"
  done
fi

# Through a link it finds its tools; installed, they are in ../libexec/melsift.
mkdir -p elsewhere prefix/bin prefix/libexec/melsift
ln -s "$bin/melsift" elsewhere/m
expect 0 elsewhere/m --exec-path
[ "$(cat out)" = "$bin" ] || fail "by a link, --exec-path is $(cat out)"
cp "$bin/melsift" prefix/bin
cp "$bin/inspect" prefix/libexec/melsift
expect 0 prefix/bin/melsift --exec-path
[ "$(cat out)" = "$work/prefix/libexec/melsift" ] || fail "installed, --exec-path is $(cat out)"
expect 0 prefix/bin/melsift inspect features.jsonl
same own out
expect 1 prefix/bin/melsift train
says "melsift: $work/prefix/libexec/melsift/train: can't run: No such file or directory"

passed
