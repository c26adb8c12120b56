#!/usr/bin/env bash
# End to end: serve, over its JSON API.  The page itself is tested in a browser: tests/web_browser.
# Usage: serve_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016,SC2001  # the variables of jq filters; sed takes the port
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
command -v curl >/dev/null || skip "curl is not installed"
unset http_proxy https_proxy all_proxy

demo_music music --tracks 3 --seconds 4 >/dev/null 2>&1
collect scan -q music --db library.db
collect import -q music/tracks.csv --db library.db
prepare music 2>/dev/null | extract -q - -o features.jsonl
train -q --epochs 10 features.jsonl -o genre.safetensors
mkdir elsewhere
cp music/jazz/jazz.00000.wav elsewhere/secret.wav
ln -s "$PWD/elsewhere/secret.wav" music/link.wav
collect scan -q music/link.wav --db library.db
count=$(sqlite3 library.db 'select count(*) from track' 2>/dev/null || collect export --db library.db | wc -l)

server='' address=''
trap '[ -z "$server" ] || kill -9 $server 2>/dev/null; rm -rf "$work"' EXIT
begin() { # ARGUMENT...: starts a server; its address is in $address
  : >log  # it is looked into at once
  serve "$@" 2>log &
  server=$!
  for _ in $(seq $((100 * slow))); do
    address=$(sed -n 's/^melsift serve: \(http:.*\)/\1/p' log | head -n 1)
    [ -z "$address" ] || return 0
    kill -0 $server 2>/dev/null || fail "the server did not start: $(cat log)"
    sleep 0.1
  done
  fail "no address: $(cat log)"
}
finish() { # SIGNAL EXIT_CODE
  kill "-$1" $server
  local got=0
  wait $server 2>/dev/null || got=$?
  server=''
  [ $got -eq "$2" ] || fail "the server ended with $got, expected $2: $(cat log)"
}
# answers STATUS PATH CURL_ARGUMENT...: the status; the body is in out, the head in head
answers() {
  local got
  got=$(curl -s -m 30 -o out -D head -w '%{http_code}' "${@:3}" "${address%%\?*}$2") || true
  [ "$got" = "$1" ] || fail "$2 ${*:3}: $got, expected $1: $(head -c 300 out)"
}
post() { answers "$1" "$2" -H 'X-Melsift: 1' "${@:3}"; } # STATUS PATH CURL_ARGUMENT...
says_json() { jq -e "$1" out >/dev/null || fail "not so: $1 of $(head -c 500 out)"; }

begin --catalogue library.db -m genre.safetensors --music music --listen 127.0.0.1:0 --max-upload 2MB
answers 200 api/health
says_json ".status == \"ok\" and .tracks == $count and (.model.labels | length == 10) and .taste == false"

# The page and its security headers; errors have them, too.
answers 200 ''
grep -qi '^content-type: text/html' head || fail "the page is no HTML: $(cat head)"
for path in '' api/health nothing api/tracks/999999/audio; do
  curl -s -o out -D head "$address$path"
  for header in "content-security-policy: default-src 'none'; script-src 'self'" 'x-content-type-options: nosniff' 'referrer-policy: no-referrer'; do
    grep -qiF "$header" head || fail "/$path lacks $header"
  done
done
grep -qE ' (on[a-z]+|style)=' out && fail "inline script or style"

# Uploads: the results for a track, its pictures, and refusals.
post 200 'api/classify?name=a%2Fb.wav&job=j1' --data-binary @music/jazz/jazz.00001.wav
says_json '.name == "a/b.wav" and (.scores | length == 10 and (add | . > 0.99 and . < 1.01)) and .duration_s == 4 and (.predicted | type == "string")'
upload=$(jq -r .upload out)
for theme in light dark; do
  answers 200 "api/uploads/$upload/picture?theme=$theme"
  [ "$(head -c 4 out | od -An -t x1 | tr -d ' ')" = 89504e47 ] || fail "the $theme picture is no PNG"
done
answers 200 "api/uploads/$upload/picture?format=svg"
grep -q '</svg>' out || fail "no SVG"
answers 400 "api/uploads/$upload/picture?theme=pink"
answers 404 api/uploads/0123456789abcdef0123456789abcdef/picture
answers 404 'api/uploads/..%2f..%2fetc%2fpasswd/picture'
echo 'Bread, milk.' >notes.txt
post 415 'api/classify?name=notes.txt' --data-binary @notes.txt
says_json '.error == "notes.txt: is not an audio file of a known format"'
head -c 100000 music/jazz/jazz.00001.wav >cut.wav
post 422 'api/classify?name=cut.wav' --data-binary @cut.wav
says_json '.error | startswith("cut.wav: truncated")'
post 422 api/classify --data-binary ''
head -c 3000000 /dev/zero >large.wav
post 413 api/classify --data-binary @large.wav
post 413 api/classify -H 'Transfer-Encoding: chunked' --data-binary @large.wav
post 400 'api/classify?job=a%20b' --data-binary @music/jazz/jazz.00001.wav
[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -user "$(id -un)" -newer genre.safetensors -name 'melsift*' 2>/dev/null)" ] ||
  fail "an upload was left behind"

# Recommendations: by the upload, by wishes, as playlists; the same as recommend's own.
post 200 api/recommend -d "{\"upload\": \"$upload\", \"count\": 4}"
says_json '(.tracks | length == 4) and ([.tracks[].rank] == [1, 2, 3, 4]) and (.tracks[0].reasons | length > 0)'
says_json 'all(.tracks[]; (.why | length) == (.reasons | length)) and (.tracks[0].why[0] | .kind == "genre" and .genre == "jazz")'
post 200 api/recommend -d '{"genres": ["jazz", "jaz"], "count": 100}'
says_json '(.why | map(.kind)) == ["missing_genre", "widened", "fewer"] and .why[0].genre == "jaz" and (.warnings | length) == 1 and (.notes | length) == 2'
post 200 api/recommend -d '{"genres": ["jazz"], "count": 100}'
says_json '[.tracks[:3][] | .genre == ["jazz"]] | all'
for format in m3u8 xspf jspf; do
  post 200 api/recommend -d "{\"genres\": [\"jazz\"], \"count\": 3, \"format\": \"$format\"}"
  grep -qi '^content-disposition: attachment' head || fail "$format is no attachment"
done
for bad in '{' '[]' '{"count": -1}' '{"count": 1e99}' '{"years": "x"}' '{"like": [7]}' '{"like": ["nothing"]}' '{"upload": "x"}' '{"format": "mp3"}'; do
  curl -s -o out -w '%{http_code}' -H 'X-Melsift: 1' -d "$bad" "${address}api/recommend" >status
  grep -qE '^4(00|04|22)$' status || fail "$bad: $(cat status) $(cat out)"
  says_json '.error | type == "string"'
done
printf '%*s' 2000 '' | tr ' ' '[' >deep.json
post 400 api/recommend --data-binary @deep.json
head -c 2000000 /dev/zero | tr '\0' ' ' >wide.json
post 413 api/recommend --data-binary @wide.json

# Browsing, and playing what lies below --music: whole, in part, never beyond.
answers 200 'api/tracks?q=JAZZ.0000&limit=2'
answers 200 'api/tracks?genre=jazz&limit=2&offset=1'
says_json '.total == 4 and (.tracks | length == 2)'  # with the link's
jazz=$(jq -r '.tracks[0].id' out)
answers 200 "api/tracks/$jazz/audio"
whole=$(wc -c <out)
answers 206 "api/tracks/$jazz/audio" -H 'Range: bytes=10-19'
[ "$(wc -c <out)" -eq 10 ] || fail "a part of $(wc -c <out) bytes"
grep -qi "^content-range: bytes 10-19/$whole" head || fail "$(cat head)"
answers 416 "api/tracks/$jazz/audio" -H "Range: bytes=$whole-"
# An open range is the rest of the file; a copy that is current is not sent again.
answers 206 "api/tracks/$jazz/audio" -H 'Range: bytes=10-'
[ "$(wc -c <out)" -eq $((whole - 10)) ] || fail "an open range of $(wc -c <out) bytes"
tag=$(sed -n 's/^[Ee][Tt]ag: *//p' head | tr -d '\r')
date=$(sed -n 's/^[Ll]ast-[Mm]odified: *//p' head | tr -d '\r')
[ "$date" = "$(LC_ALL=C date -u -r music/jazz/jazz.00000.wav '+%a, %d %b %Y %H:%M:%S GMT')" ] ||
  [ "$date" = "$(LC_ALL=C date -u -r music/jazz/jazz.00001.wav '+%a, %d %b %Y %H:%M:%S GMT')" ] || fail "Last-Modified: $date"
answers 304 "api/tracks/$jazz/audio" -H "If-None-Match: ${tag:?}"
answers 304 "api/tracks/$jazz/audio" -H "If-Modified-Since: $date"
answers 200 "api/tracks/$jazz/audio" -H 'If-None-Match: "other"'
answers 206 "api/tracks/$jazz/audio" -H 'Range: bytes=0-9' -H "If-Range: $tag"
answers 200 "api/tracks/$jazz/audio" -H 'Range: bytes=0-9' -H 'If-Range: "other"'
secret=$(sqlite3 library.db "select id from track where path like '%/link.wav'")
answers 404 "api/tracks/${secret:?}/audio"
for path in api/tracks/../../etc/passwd/audio api/tracks/%2e%2e%2fx/audio api/tracks/-1/audio api/tracks/999999999999999999999/audio; do
  answers 404 $path --path-as-is
done

# Access control: the right host, the right origin, the header of writes.
answers 403 api/health -H 'Host: evil.example'
answers 403 api/recommend -d '{}'
post 403 api/recommend -H 'Origin: http://evil.example' -d '{}'
post 200 api/recommend -H "Origin: ${address%/}" -d '{"genres": ["jazz"]}'
answers 405 api/health -X DELETE -H 'X-Melsift: 1'
answers 200 api/health -I

# Likes are in the catalogue after the answer, whatever happens then; a taste is trained.
answers 200 'api/tracks?limit=100'
jq -r '.tracks[] | select(.genre == ["jazz"] or .genre == ["blues"]) | .id' out >good
jq -r '.tracks[] | select(.genre == ["metal"] or .genre == ["techno"]) | .id' out >poor
post 409 api/taste -d ''
answers 200 api/taste
says_json '.needed_likes == 3 and .needed_dislikes == 3'
while read -r id; do post 200 api/feedback -d "{\"track\": \"$id\", \"liked\": true}"; done <good
while read -r id; do post 200 api/feedback -d "{\"track\": \"$id\", \"liked\": false}"; done <poor
says_json '.liked == false'
post 404 api/feedback -d '{"track": "999999", "liked": true}'
post 400 api/feedback -d '{"track": "1", "liked": "yes"}'
finish KILL 137
[ "$(collect export --db library.db | jq -c 'select(.liked == true)' | wc -l)" -eq "$(wc -l <good)" ] || fail "likes were lost"
[ "$(collect export --db library.db | jq -c 'select(.liked == false)' | wc -l)" -eq "$(wc -l <poor)" ] || fail "dislikes were lost"
expect 0 collect export --check --db library.db
begin --catalogue library.db --music music --listen 127.0.0.1:0
post 202 api/taste -d ''
for _ in $(seq $((300 * slow))); do
  answers 200 api/taste
  [ "$(jq -r .state out)" = training ] || break
  sleep 0.1
done
says_json '.state == "ready"'
[ -s library.db.taste.safetensors ] || fail "the taste is not kept"
answers 200 api/taste
says_json '.needed_likes == 0 and .needed_dislikes == 0'
post 200 api/recommend -d '{"taste": true, "count": 5}'
says_json '.tracks | length > 0'

# A folder is scanned, with events about it; folders elsewhere are unknown.
mkdir music/new
cp music/jazz/jazz.00002.wav music/new/other.wav
printf 'x' >>music/new/other.wav
answers 200 api/folders
folder=$(jq -r '.folders[0].id' out)
echo words >music/words.mp3
curl -s -N -m 20 "${address}api/events" >events &
listener=$!
sleep 0.3
post 202 api/scan -d "{\"folder\": \"$folder\"}"
for _ in $(seq $((100 * slow))); do
  grep -q '"state":"done"' events && break
  sleep 0.1
done
grep -q '^event: scan' events || fail "no event of the scan: $(cat events)"
grep -q '"state":"done"' events || fail "the scan did not end: $(cat events)"
grep -q '"failures":\[.*"words.mp3: is not an audio file of a known format"' events || fail "$(cat events)"
kill $listener 2>/dev/null
wait $listener 2>/dev/null || true
post 404 api/scan -d '{"folder": "../.."}'
post 404 api/scan -d '{"folder": "0123456789abcdef"}'

# A disk without room for an upload: the upload is refused, the server goes on.
finish TERM 0
trap '' XFSZ  # the server inherits it: a file of more than 1 MB can't be written
begin_limited() { ulimit -f 1024; exec serve "$@"; }
begin_limited --catalogue library.db --listen 127.0.0.1:0 2>log &
server=$!
address=''
for _ in $(seq 100); do
  address=$(sed -n 's/^melsift serve: \(http:.*\)/\1/p' log | head -n 1)
  [ -z "$address" ] || break
  sleep 0.1
done
head -c 1500000 /dev/zero >large.wav
post 503 api/classify --data-binary @large.wav
post 503 api/classify -H 'Transfer-Encoding: chunked' --data-binary @large.wav
answers 200 api/health
finish TERM 0
trap - XFSZ

# A slow client delays nobody.
begin --catalogue library.db --music music --listen 127.0.0.1:0
exec 7<>"/dev/tcp/127.0.0.1/$(sed 's/.*:\([0-9]*\).*/\1/' <<<"$address")"
printf 'GET /api/hea' >&7
answers 200 api/health
exec 7>&-
finish TERM 0

# For a monitor and a log.
begin --catalogue library.db --listen 127.0.0.1:0 --log-format json
answers 200 'api/tracks?q=secret'
answers 404 nothing
answers 200 metrics
grep -qi '^content-type: text/plain; version=0.0.4' head || fail "no Prometheus text: $(cat head)"
for line in "melsift_tracks $(collect export --db library.db | wc -l)" 'melsift_http_requests_total{method="GET",status="200"} 1' \
  'melsift_http_requests_total{method="GET",status="404"} 1' melsift_http_request_duration_seconds_count\ 2; do
  grep -qxF "$line" out || fail "no $line in $(cat out)"
done
grep '^{' log | jq -es 'map([.method, .path, .status]) == [["GET", "/api/tracks", 200], ["GET", "/nothing", 404],
  ["GET", "/metrics", 200]] and all(.[]; .bytes > 0 and .seconds >= 0 and (.time | test("^20.*Z$")))' >/dev/null ||
  fail "the log is $(cat log)"
answers 403 metrics -H 'Host: evil.example'
finish TERM 0
begin --catalogue library.db --listen 127.0.0.1:0 --log-format text
answers 200 'api/tracks?q=secret'
grep -qE '^melsift serve: 20[0-9T:-]+Z GET /api/tracks 200 [0-9]+ bytes [0-9.]+ s$' log || fail "the log is $(cat log)"
finish TERM 0

# Outside of loopback a token is required: from a file, or generated and printed.
begin --catalogue library.db --listen 0.0.0.0:0
grep -qE '/\?token=[0-9a-f]{32}$' <<<"$address" || fail "no token in $address"
token=${address##*=}
address=http://127.0.0.1:$(sed 's/.*:\([0-9]*\)\/.*/\1/' <<<"$address")/
answers 401 api/health
answers 401 api/health -H 'Authorization: Bearer 00000000000000000000000000000000'
answers 200 api/health -H "Authorization: Bearer $token"
curl -s -o /dev/null -D head "$address?token=$token"
grep -qi '^set-cookie: melsift_token=.*HttpOnly.*SameSite=Strict' head || fail "no cookie: $(cat head)"
answers 200 api/health -H "Cookie: melsift_token=$token"
finish TERM 0
echo my-own-token-of-some-length >token
chmod 644 token
expect 1 serve --catalogue library.db --token-file token --listen 127.0.0.1:0
says 'melsift serve: token: *'
chmod 600 token
begin --catalogue library.db --token-file token --listen 127.0.0.1:0
answers 401 api/health
answers 200 api/health -H 'Authorization: Bearer my-own-token-of-some-length'
grep -q my-own log && fail "the token was said"

finish TERM 0

# Behind a proxy that speaks TLS, below a path, which it may leave in the request or take off.
begin --catalogue library.db --listen 127.0.0.1:0 --base-url https://music.example/melsift --allowed-host other.example
grep -q 'behind the proxy: https://music.example/melsift/$' log || fail "$(cat log)"
answers 200 melsift/api/health -H 'Host: music.example'
answers 200 api/health -H 'Host: music.example'
answers 200 melsift/
grep -qE '(href|src)="/' out && fail "the page has absolute addresses"
answers 308 melsift
for host in music.example other.example; do
  post 200 melsift/api/recommend -H "Origin: https://$host" -d '{"genres": ["jazz"]}'
done
post 403 melsift/api/recommend -H 'Origin: https://evil.example' -d '{}'
misused 'melsift serve: --base-url "music": expected a URL such as https://music.example/melsift' \
  serve --catalogue library.db --base-url music

# Errors at the start.
port=$(sed 's/.*:\([0-9]*\)\/.*/\1/' <<<"$address")
expect 1 serve --catalogue library.db --listen "127.0.0.1:$port"
says 'melsift serve: 127.0.0.1:*'
finish TERM 0
expect 1 serve --catalogue genre.safetensors --listen 127.0.0.1:0
says 'melsift serve: genre.safetensors: *'
misused 'melsift serve: --crowd, --listens and --user: must be given together' \
  serve --catalogue library.db --crowd crowd.safetensors --user me
for wrong in "--index genre.safetensors" "--crowd genre.safetensors --listens library.db --user me"; do
  # shellcheck disable=SC2086
  expect 1 serve --catalogue library.db $wrong --listen 127.0.0.1:0
  says 'melsift serve: genre.safetensors: *'
done
expect 1 serve --catalogue library.db -m missing.safetensors --listen 127.0.0.1:0
says 'melsift serve: missing.safetensors: *'
expect 2 env -u HOME XDG_DATA_HOME= "$bin/serve" --listen 127.0.0.1:0
expect 2 serve --catalogue library.db --listen nowhere
expect 2 serve --catalogue library.db --max-upload 0
passed
