#!/usr/bin/env bash
# The page of serve in headless Chromium: a library of demo music, a network for genres, the server,
# and browser_test.mjs against it.  Run by tests/run.sh --all, which installs what it needs.
# Usage: browser_test.sh FOLDER_OF_EXECUTABLES [NODE_MODULES]
#   NODE_MODULES  with what package.json names; web_browser/node_modules of the build otherwise
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/../tools/support.sh"
modules=${2:-$bin/../web_browser/node_modules}
[ -d "$modules/playwright-core" ] || fail "$modules: no playwright-core (npm ci --ignore-scripts, as tests/run.sh --all does)"

demo_music music --tracks 8 --seconds 10 >/dev/null 2>&1
# One style comes later, by the page; one track is given to it, as a file that the library lacks.
mkdir music/later
mv music/reggae/reggae.0000[0-2].wav music/later
cp music/jazz/jazz.00003.wav upload.wav
rm music/jazz/jazz.00003.wav
prepare music -q | extract -q - -o features.jsonl
train -q features.jsonl --epochs 40 -o genre.safetensors
collect scan -q -m genre.safetensors music/[!l]*/ --db library.db
awk -F, 'NR == 1 || !/later|reggae.0000[0-2]|jazz.00003/' music/tracks.csv >tracks.csv
printf '%s\n' 'path,title,artist' \
  "music/techno/techno.00000.wav,\"<img src=x onerror=\"\"window.scripted=1\"\"><script>window.scripted=2</script>\",\"<b>Mallory</b>\"" >hostile.csv
collect import -q tracks.csv --db library.db
collect import -q hostile.csv --db library.db
# Two tastes: half of the others listen to all of metal, half to all of disco; "me" has played one
# track of metal.
awk -F, 'NR > 1 && ($5 == "metal" || $5 == "disco") { print $5 "\t" $3 " - " $2 }' music/tracks.csv >items.tsv
{
  printf 'user\titem\n'
  awk -F'\t' '{ for (u = 0; u < 5; u++) print $1 u "\t" $2 }' items.tsv
} >listens.tsv
train -q --arch item-knn listens.tsv -o crowd.safetensors
awk -F'\t' 'BEGIN { print "user\titem" } $1 == "metal" && !n++ { print "me\t" $2 }' items.tsv >mine.tsv
truncate -s 300M large.wav
printf 'Bread, milk, and a record.\n' >notes.txt

: >serve.log  # the folder is opened at once
serve --catalogue library.db -m genre.safetensors --music music --crowd crowd.safetensors \
  --listens mine.tsv --user me --listen 127.0.0.1:0 2>serve.log &
server=$!
trap '{ kill $server && wait $server; } 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do
  address=$(sed -n 's/^melsift serve: \(http:.*\)/\1/p' serve.log | head -n 1)
  [ -z "$address" ] || break
  kill -0 $server || { cat serve.log >&2; fail "the server did not start"; }
  sleep 0.1
done
[ -n "$address" ] || fail "no address: $(cat serve.log)"

MELSIFT_SERVER=$address MELSIFT_WORK=$work MELSIFT_NODE_MODULES=$(cd "$modules" && pwd) \
  node --test "$here/page_test.mjs" "$here/browser_test.mjs" >report 2>&1 || { cat report serve.log >&2; fail "see above"; }
grep -h 'first contentful paint' report || true

# It stops on a signal, without an error.
kill -TERM $server
got=0
wait $server || got=$?
[ "$got" -eq 0 ] || { cat serve.log >&2; fail "the server ended with $got"; }
passed
