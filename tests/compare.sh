#!/usr/bin/env bash
# Runs the commands of the quick start, the examples of the manual pages and a scan with two builds,
# and compares their standard output and all files that they write, byte by byte.
# Usage: compare.sh BIN OLDER_BIN
#   BIN, OLDER_BIN  folders of executables; BIN also has demo_music and make_audio
# It prints each result that differs, and exits with 1 if one differs without a reason in the list
# below.  A command that only the newer build can run is listed and not compared.
#
# Databases are compared by what `collect export` writes.  Durations, the version of a model and the
# fingerprints that depend on it are left out.
set -euo pipefail
usage="usage: $0 BIN OLDER_BIN"
newer=$(realpath "${1:?$usage}") older=$(realpath "${2:?$usage}")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C NO_COLOR=1 XDG_DATA_HOME=$work/run/data-home
exec </dev/null

# Intended differences from version 0.1.0: a pattern of results, and the reason.  Later builds do not
# differ from each other in them.
intended='
'

# Each build runs in the same folder, because results have its path in them.
run_quickstart() {
  bash "$root/examples/quickstart.sh" --bin "$1" --work quickstart >quickstart.out 2>/dev/null ||
    echo "$?" >quickstart.status
  sed -i -e "s|$1|BIN|g" -e '/^([0-9.]* s)$/d' quickstart.out
}

run_scan() {
  mkdir scan
  cd scan
  demo_music music --tracks 3 --seconds 2 >/dev/null 2>&1
  make_audio music/tone.mp3 2 44100 2 1
  make_audio music/tone.flac 2 48000 1 2
  echo "no audio" >music/broken.mp3
  extract music/*/*.wav -o features.jsonl
  prepare music --split 60/20/20 | extract | train -q -o genre.safetensors -
  collect scan music --db library.db -m genre.safetensors >first.out || true
  mv music/blues music/renamed
  rm music/tone.flac
  collect scan music --db library.db -m genre.safetensors --prune >second.out || true
  collect export --db library.db --liked >liked.jsonl
  recommend --catalogue library.db --like music/tone.mp3 -n 5 >recommended.jsonl
  cd ..
} >/dev/null 2>&1

run_examples() {
  local page title script
  "$root/tests/man/examples.sh" shop shop 2>shop.log ||
    { cat shop.log >&2; echo "compare: $1: can't make the folder of the examples" >&2; exit 1; }
  rm shop.log
  for page in "$root"/man/*.[1-9]; do
    title=$(basename "$page")
    cp -r shop "$title"
    cd "$title"
    "$root/tests/man/examples.sh" displays <"$page"
    for script in [0-9]*.sh; do
      [ -e "$script" ] || continue
      timeout 120 bash -euo pipefail "$script" >"${script%.sh}.out" 2>/dev/null || echo "$?" >"${script%.sh}.status"
    done
    cd ..
  done
}

# run BIN TO: all results of a build.
run() (
  mkdir "$work/run"
  cd "$work/run"
  PATH=$1:$PATH:$newer  # an older build may lack the helpers of the tests
  run_quickstart "$1"
  local code=0
  set +e
  (set -e; run_scan)
  code=$?
  set -e
  [ $code -eq 0 ] || echo "$code" >scan.status
  run_examples "$1"
  find . -name '*.db' | while IFS= read -r database; do
    collect export --db "$database" -o "$database.jsonl" 2>/dev/null || true
    rm -f "$database" "$database"-*
  done
  # Model files have the version of melsift, and records the fingerprints of the files.
  find . -type f \( -name '*.jsonl' -o -name '*.out' -o -name '*.csv' \) -print0 |
    xargs -0 sed -i -E 's/"(model|fingerprint)":"[0-9a-f]{16}"/"\1":"..."/g'
  mv "$work/run" "$2"
)

reason_of() {
  local pattern reason
  while IFS='|' read -r pattern reason; do
    # shellcheck disable=SC2053  # a pattern
    [ -z "$pattern" ] || [[ $1 != $pattern ]] || { echo "${reason# }"; return; }
  done <<<"$intended"
}

run "$older" "$work/older"
run "$newer" "$work/newer"
cd "$work"
equal=0 known=0 differing=0
# A page after one of its examples that only the newer build can run.
declare -A is_ahead=()
while IFS= read -r status; do
  if [ ! -e "newer/$status" ]; then
    echo "new: ${status%.status}: the older build can't run it"
    is_ahead[${status%%/*}]=1
  elif [ ! -e "older/$status" ]; then
    echo "fails: ${status%.status}: the older build can run it"
    differing=$((differing + 1))
  fi
done < <({ cd older && find . -name '*.status' && cd ../newer && find . -name '*.status'; } | sed 's|^\./||' | sort -u)
while IFS= read -r file; do
  if cmp -s "older/$file" "newer/$file"; then
    equal=$((equal + 1))
    continue
  fi
  reason=$(reason_of "$file")
  [ -n "$reason" ] || [ -z "${is_ahead[${file%%/*}]-}" ] || reason="an example of this page is new"
  if [ -n "$reason" ]; then
    echo "intended: $file: $reason"
    known=$((known + 1))
  else
    echo "differs: $file"
    differing=$((differing + 1))
  fi
done < <({ cd older && find . -type f && cd ../newer && find . -type f; } | sed 's|^\./||' | grep -v '\.status$' | sort -u)
echo "$equal results equal, $known differ as intended, $differing differ"
[ $differing -eq 0 ]
