#!/usr/bin/env bash
# Learns a listener's taste: scans a music folder, trains a network on likes and dislikes, and ranks
# tracks with it.  Then it does the same with genre, language and year only, without sound.  Prints
# each command that it runs.
#
# usage: examples/taste.sh --bin FOLDER [--work FOLDER]
#   --bin FOLDER   melsift's executables, such as build/bin
#   --work FOLDER  write there instead of a folder that is removed at the end
set -euo pipefail
usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

bin='' work=''
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$(cd "${2:?--bin needs a folder}" && pwd); shift ;;
    --work) work=${2:?--work needs a folder}; shift ;;
    -h | --help) usage; exit ;;
    *) echo "taste: $1: unknown option (see --help)" >&2; exit 2 ;;
  esac
  shift
done
[ -n "$bin" ] || { echo "taste: --bin is required (see --help)" >&2; exit 2; }
[ -n "$work" ] || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
mkdir -p "$work"
cd "$work"
PATH=$bin:$PATH

# step WHY COMMAND: says why, prints the command as it can be pasted, and runs it.
step() {
  printf '\n# %s\n$ %s\n' "$1" "$2"
  eval "$2"
}

step "Compose some music." "demo_music music --tracks 8 --seconds 5"
step "Make a catalogue: the sound of each track, then its metadata from a table." \
  "melsift collect scan music --db library.db && melsift collect import music/tracks.csv --db library.db"
step "The listener likes metal and disco, and dislikes ambient and classical music." \
  "melsift collect like --db library.db music/{metal,disco}/*.0000[0-4].wav"
step "..." "melsift collect dislike --db library.db music/{ambient,classical}/*.0000[0-4].wav"
step "Train a network with a single sigmoid on the sound of these twenty tracks." \
  "melsift train --target liked library.db -q -o taste.safetensors"
step "What else would the listener like?" \
  "melsift recommend --catalogue library.db --taste taste.safetensors -n 8 --per-artist 2 --format table --explain </dev/null"
step "Recommend tracks that are similar to one track and match the listener's taste." \
  "melsift recommend --catalogue library.db --taste taste.safetensors --like music/disco/disco.00000.wav -n 5 --format table"
step "Do the same without sound, from genre, language and year." \
  "melsift collect export --db library.db | jq -c 'del(.features, .front_end)' >names.jsonl"
step "..." "melsift train --target liked names.jsonl -q -o taste-by-name.safetensors"
step "..." "melsift recommend --catalogue names.jsonl --taste taste-by-name.safetensors -n 8 -o next.m3u8 </dev/null && cat next.m3u8"
