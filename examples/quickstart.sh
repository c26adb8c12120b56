#!/usr/bin/env bash
# Shows melsift's main tasks on a new machine: installs missing packages, builds, classifies a track
# with the bundled model, and turns audio into features, a trained network, its evaluation, a
# recommendation and a picture.  It prints each command that it runs.
#
# usage: examples/quickstart.sh [--bin FOLDER] [--work FOLDER] [GENRES_FOLDER]
#   GENRES_FOLDER  audio files in one folder per genre, as in GTZAN; without it, demo music is
#                  composed
#   --bin FOLDER   use the executables there instead of building
#   --work FOLDER  write there instead of build/quickstart
# It can be run again.  It needs no root rights if no package is missing.
set -euo pipefail
start=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=examples/packages.sh
. "$root/examples/packages.sh"

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "quickstart: $*" >&2; exit "${code:-1}"; }

bin='' work=$root/build/quickstart genres=''
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$(cd "${2:?--bin needs a folder}" && pwd); shift ;;
    --work) work=${2:?--work needs a folder}; shift ;;
    -h | --help) usage; exit ;;
    -*) code=2 fail "$1: unknown option (see --help)" ;;
    *) [ -z "$genres" ] || code=2 fail "$1: only one folder can be given (see --help)"; genres=$1 ;;
  esac
  shift
done
if [ -n "$genres" ]; then
  [ -d "$genres" ] || fail "$genres: no such folder"
  genres=$(cd "$genres" && pwd)
fi

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then bold=$'\e[1m' dim=$'\e[36m' plain=$'\e[0m'; fi

# logged WHAT COMMAND...: runs it with its output in the log, which is shown only if it fails; on a
# terminal, the build's progress is shown meanwhile.
logged() {
  local what=$1 line; shift
  printf '%s ...' "$what"
  if ! "$@" 2>&1 | tee -a "$log" | while IFS= read -r line; do
    [[ -t 1 && $line =~ ^\[([0-9]+/[0-9]+)\] ]] && printf '\r%s ... %s' "$what" "${BASH_REMATCH[1]}"
    true
  done; then
    printf ' failed\n'
    tail -n 40 "$log" >&2
    fail "$what failed; the whole log is $log"
  fi
  printf ' done\n'
}

build() {
  local fresh=()
  # Tests are built by tests/run.sh; a build folder that has them keeps them.
  [ -e build/CMakeCache.txt ] || fresh=(-DMELSIFT_TESTS=OFF)
  mkdir -p build
  log=$root/build/quickstart.log
  : >"$log"
  logged "looking for packages" ensure_build_packages
  say_left_out
  logged "configuring" cmake --preset release "${fresh[@]}"
  logged "building" cmake --build --preset release -j "$(nproc)"
}

# step WHY COMMAND: says why, prints the command as it can be pasted, runs it, and says how long it took.
step() {
  local begin=${EPOCHREALTIME/[.,]/} code=0 took
  printf '\n%s# %s%s\n%s$ %s%s\n' "$dim" "$1" "$plain" "$bold" "$2" "$plain"
  eval "$2" || code=$?
  took=$((${EPOCHREALTIME/[.,]/} - begin))  # microseconds
  printf '%s(%d.%d s)%s\n' "$dim" $((took / 1000000)) $((took % 1000000 / 100000)) "$plain"
  return $code
}

if [ -z "$bin" ]; then
  cd "$root"
  build
  bin=$root/build/bin
  cd "$start"
fi
mkdir -p "$work"
work=$(cd "$work" && pwd)

step "All commands below run in a new folder, with melsift on the PATH." \
  "cd $(printf %q "$work") && PATH=$(printf %q "$bin"):\$PATH"

if [ -n "$genres" ]; then
  folder=$(printf %q "$genres")
else
  folder=demo
  step "No music was given: compose some, ten styles with twelve tracks each." "demo_music demo"
fi

step "Make a record for each track: its path, its genre (the folder's name), and a random split into train, valid and test." \
  "melsift prepare $folder --split 80/10/10 --seed 1 >tracks.jsonl"
step "Records are JSON, one on each line:" "head -n 2 tracks.jsonl"

# A track of the split "test"; its path is the first field of its record.
track=$(sed -n '/"split":"test"/{s/^{"path":"\([^"\\]*\)".*/\1/p;q}' tracks.jsonl)
[ -n "$track" ] || fail "tracks.jsonl: no track is in the split test (a genre needs about ten tracks)"
song=$(printf %q "$track")
step "What is this song?  If you name no model, melsift uses the bundled one, which was trained on GTZAN." \
  "melsift classify --format table $song"
[ -n "$genres" ] ||
  echo "(The bundled model was trained on recordings.  This demo music is composed of simple tones, so train a model of your own.)"

step "Extract features: 40 mean MFCCs for each track." "melsift extract -o features.jsonl tracks.jsonl" ||
  echo "(The files named above can't be read and are left out.  GTZAN itself has one such file.)"

step "Train a network on the split \"train\"; the split \"valid\" measures its progress." \
  "melsift train features.jsonl -o genre.safetensors"
step "What is in the model?" "melsift inspect genre.safetensors"
step "How accurate is it on the split \"test\", which was not used in the training?" \
  "melsift classify -m genre.safetensors features.jsonl | melsift evaluate"
tests=$(grep -c '"split":"test"' features.jsonl || true)
[ "$tests" -eq 0 ] || echo "(The accuracy is measured on $tests test tracks.  One track more or less changes it by $((1000 / tests / 10)).$((1000 / tests % 10)) points,
 so look at the interval: with few tracks it is wide.$([ -n "$genres" ] || echo '  Demo music is also much easier to classify than recordings.'))"

if [ -n "$genres" ]; then
  step "A catalogue to recommend from: the same records, their labels as genres." \
    "sed 's/\"label\":\(\"[^\"]*\"\)/&,\"genre\":\1/' features.jsonl >catalogue.jsonl"
else
  step "A catalogue to recommend from: titles, artists, years and languages, and the same features." \
    "melsift prepare demo/tracks.csv | melsift extract -o catalogue.jsonl"
fi
step "Classify one track, and recommend similar ones." \
  "cat $song | melsift classify -m genre.safetensors - | melsift recommend --catalogue catalogue.jsonl -n 5 --format table"
step "Draw the track: its mel spectrogram and its waveform." "melsift draw $song -o song.png"
step "Make a library for the web page from the tags and the sound of a folder's files." \
  "melsift collect scan $folder --db library.db -m genre.safetensors" ||
  echo "(The library remembers files that can't be read.  --retry tries them again.)"
printf '\n%s# Start the page with this library.  It prints the address to open; Ctrl-C ends it.%s\n' "$dim" "$plain"
# shellcheck disable=SC2016  # to be pasted
printf '  %sPATH=%q:$PATH melsift serve --catalogue %q/library.db -m %q/genre.safetensors%s\n' \
  "$bold" "$bin" "$work" "$work" "$plain"

printf '\n%s# Now your own music: scan a folder into your library, and open the page.%s\n' "$dim" "$plain"
# shellcheck disable=SC2016  # to be pasted
printf '  %sexport PATH=%q:$PATH; melsift collect scan ~/Music; melsift serve --music ~/Music%s\n' "$bold" "$bin" "$plain"

printf '\nAll files are in %s, the picture is song.png.  melsift help TOOL shows the manual of a tool.\n' "$work"
