#!/usr/bin/env bash
# serve under load, on loopback: the time to the first byte of the page and of an analysis of 30
# seconds; 50 clients that send requests for a minute, alone and together with 200 that never finish
# a request; likes that were answered with 200 before a kill -9 under this load, which must all be
# stored.  Clients and server share the machine.
# Usage: serve_load.sh FOLDER_OF_EXECUTABLES [SECONDS [CLIENTS [SLOW_CLIENTS]]]
set -euo pipefail
bin=$(cd "${1:?usage: $0 FOLDER_OF_EXECUTABLES [SECONDS [CLIENTS [SLOW_CLIENTS]]]}" && pwd)
seconds=${2:-60} clients=${3:-50} slow=${4:-200}
here=$(cd "$(dirname "$0")" && pwd)
PATH=$bin:$PATH
unset http_proxy https_proxy all_proxy
work=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill -9 $server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"

demo_music music --tracks 20 --seconds 30 >/dev/null 2>&1
prepare -q music | extract -q - -o features.jsonl
train -q features.jsonl -o genre.safetensors
collect scan -q music --db library.db -m genre.safetensors
collect import -q music/tracks.csv --db library.db
track=$(find music -name 'jazz.00000.wav')

begin() {
  serve --catalogue library.db -m genre.safetensors --listen 127.0.0.1:0 2>log &
  server=$!
  for _ in $(seq 100); do
    address=$(sed -n 's/^melsift serve: \(http:.*\)/\1/p' log | head -n 1)
    [ -z "$address" ] || return 0
    sleep 0.1
  done
  cat log >&2
  return 1
}
stop() { kill -TERM $server; wait $server; server=''; }
load() { node "$here/serve_load.mjs" "$address" "$track" "$clients" "$seconds" "$1" $server; }
export_liked() { collect export --db library.db | jq -r 'select(.liked == true) | .path' | sort; }

begin
curl -s -o /dev/null -w 'the page: first byte after %{time_starttransfer} s\n' "$address"
for _ in 1 2 3; do
  curl -s -o /dev/null -w 'analysis of 30 s: %{time_total} s\n' -H 'X-Melsift: 1' \
    --data-binary "@$track" "${address}api/classify"
done
load 0
load "$slow"
stop

# Likes, one after another, under load, until the server is killed.
begin
node "$here/serve_load.mjs" "$address" "$track" "$clients" 8 0 $server >/dev/null 2>&1 &
loading=$!
curl -s "${address}api/tracks?limit=200" | jq -r '.tracks[].id' >ids
{
  while read -r id; do
    curl -s -o /dev/null -w "%{http_code} $id\n" -H 'X-Melsift: 1' \
      -d "{\"track\":\"$id\",\"liked\":true}" "${address}api/feedback" || break
  done <ids
} >said &
sleep 3
kill -9 $server
wait $server $loading 2>/dev/null || true
server=''
sleep 1
grep -c '^200 ' said >answered || true
kept=$(export_liked | wc -l)
collect export --check --db library.db
echo "kill -9 under load: $(cat answered) likes answered with 200, $kept in the catalogue"
[ "$kept" -ge "$(cat answered)" ]
