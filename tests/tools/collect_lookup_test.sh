#!/usr/bin/env bash
# End to end: collect spotify, musicbrainz and listenbrainz, against a server on this machine.
# Usage: collect_lookup_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016,SC2086  # the variables of jq filters; options in one word
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
command -v python3 >/dev/null || skip "python3 is not installed; it stands in for the services"

# The caller's environment must have no effect.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY MELSIFT_CONTACT
export SPOTIFY_CLIENT_ID=the-id SPOTIFY_CLIENT_SECRET=the-secret LISTENBRAINZ_TOKEN=the-token
servers=()
trap 'kill "${servers[@]}" 2>/dev/null; rm -rf "$work"' EXIT
# serve LOG [CERTIFICATE]: starts a server; its port is in $port.
serve() {
  mkfifo port.fifo
  python3 "$here/../support/stand_in_server.py" "$@" >port.fifo 2>server.err &
  servers+=($!)
  read -r port <port.fifo || fail "the server does not start: $(cat server.err)"
  rm port.fifo
}
serve log.jsonl
at=http://127.0.0.1:$port
spotify() { collect spotify --base-url "$at/$1" --accounts-url "$at/$1" "${@:2}"; }
musicbrainz() { collect musicbrainz --base-url "$at/$1" "${@:2}"; }
brainz() { collect listenbrainz "$2" --base-url "$at/$1" "${@:3}"; }
# logged MODE PATH: the requests that came, as an array.
logged() { jq -s --arg mode "$1" --arg path "$2" 'map(select(.mode == $mode and .path == $path))' log.jsonl; }
# asked MODE PATH N [FILTER]: there were N requests, and the filter is true for their array.
asked() {
  logged "$1" "$2" >requests
  [ "$(jq length requests)" -eq "$3" ] || fail "$(jq length requests) requests of $1 $2, expected $3"
  jq -e "${4:-true}" requests >/dev/null || fail "not so of the requests of $1 $2: ${4:-}"
}
# tells MODE WORDS COMMAND...: exits 1 with nothing on standard output and one line, WORDS.
tells() { expect 1 "${@:2}"; nothing out; says "$1"; }

# Spotify: pages of ten, tracks as records.
expect 0 spotify good --genre rock --years 1990-2000 -n 12
silent
records out 12
holds out '[.[].title] == [range(12) | "Song \(.)"]'
holds out '.[11] == {title: "Song 11", artist: "Artist 4", album: "Album", genre: "rock", year: 1990,
  duration_s: 180.011, release_date: "1990-05-01", spotify_id: "spotify11",
  url: "https://open.spotify.com/track/spotify11"}'
asked good /v1/search 2 'map(.query | [.q, .limit, .offset]) ==
  [["genre:\"rock\" year:1990-2000", "10", "0"], ["genre:\"rock\" year:1990-2000", "10", "10"]]'
asked good /api/token 1
# All there are; the table; TSV; -o.
expect 0 spotify good --genre rock -n 1000
records out 25
expect 0 spotify good --genre rock -n 2 --format table
printf 'name    artist    released    genre\nSong 0  Artist 0  1990-05-01  rock\nSong 1  Artist 1  1991-05-01  rock\n' >wanted
same out wanted
expect 0 spotify good --genre rock -n 1 -o tracks.tsv
nothing out
printf 'name\tartist\treleased\tgenre\nSong 0\tArtist 0\t1990-05-01\trock\n' >wanted
same tracks.tsv wanted
# Tracks of other years are left out, even if the service returns them.
expect 0 spotify good --genre rock --years 1990-1991 -n 100
holds out 'length > 0 and all(.year <= 1991)'
# The same twice.
expect 0 spotify good --genre rock -n 20
cp out once
expect 0 spotify good --genre rock -n 20
same out once

# Secrets: never by the command line, from a file only where nobody else can read it.
collect spotify --help >out
if grep -qiE -- '--[a-z-]*(secret|token|password|client-id)' out; then fail "an option takes a secret"; fi
printf '# mine\nSPOTIFY_CLIENT_ID=the-id\nSPOTIFY_CLIENT_SECRET="the-secret"\n' >secrets
chmod 600 secrets
(
  unset SPOTIFY_CLIENT_ID SPOTIFY_CLIENT_SECRET
  expect 0 spotify good --genre rock -n 1 --credentials secrets
  chmod 640 secrets
  tells "melsift collect: secrets: other users can access it (its mode is 640); run chmod 600*" \
    spotify good --genre rock -n 1 --credentials secrets
  tells "melsift collect: SPOTIFY_CLIENT_ID: not set in the environment, and no --credentials; *" \
    spotify good --genre rock -n 1
)
(
  export SPOTIFY_CLIENT_SECRET=wrong-secret
  tells "melsift collect: $at/good/api/token: HTTP 400: Invalid client; are SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET those of an application?" \
    spotify good --genre rock
)
tells "melsift collect: $at/thief/v1/search: HTTP 400: You said Bearer \*\*\*" spotify thief --genre rock
tells "melsift collect: http://192.0.2.1/api/token: a secret is not sent to another machine by http; use https" \
  collect spotify --genre rock --accounts-url http://192.0.2.1
if grep -E 'the-secret|token-[0-9]' err; then fail "a message holds a secret"; fi
# A redirect does not take the token along.
tells "melsift collect: $at/redirect/v1/search: HTTP 302" spotify redirect --genre rock

# A busy service is waited for, an ended token renewed.
expect 0 spotify busy --genre rock -n 1
says "melsift collect: $at/busy/v1/search: HTTP 429: API rate limit exceeded; trying again in 1 s"
records out 1
asked busy /v1/search 2 '.[1].at - .[0].at >= 1'
expect 0 spotify dated --genre rock -n 1
asked dated /v1/search 2 '.[1].at - .[0].at >= 1'
tells "melsift collect: $at/banned/v1/search: HTTP 429; it asks for a pause of 3600 s: try again then" \
  spotify banned --genre rock
expect 0 spotify expired --genre rock -n 12
silent
records out 12
asked expired /api/token 2
asked expired /v1/search 3

# Recommendations, and that new applications get none.
expect 0 spotify good --genre Rock --recommendations -n 5
records out 5
asked good /v1/recommendations 1 '.[0].query == {seed_genres: "rock", limit: "5"}'
for mode in closed forbidden; do
  tells "melsift collect: $at/$mode/v1/recommendations: HTTP 40[34]: Nothing here; Spotify closed recommendations on 27 November 2024 to applications registered since, *" \
    spotify $mode --genre rock --recommendations
done

# All kinds of network failures.
once=(--retries 0 --timeout 1)
for case in "broken:HTTP 500: LB Radio currently disabled" "hang:no answer within 1 s" \
  "slow:no answer within 1 s" "garbage:the answer is not JSON" "nothttp:the server does not speak HTTP, or redirects to one that does not" \
  "cut:the answer was cut short" "huge:the answer is larger than 16 MiB" "headers:the answer is larger than 16 MiB"; do
  mode=${case%%:*}
  tells "melsift collect: $at/$mode/v1/search: ${case#*:}" spotify "$mode" --genre rock "${once[@]}"
  tells "melsift collect: $at/$mode/ws/2/recording: ${case#*:}" musicbrainz "$mode" --genre rock "${once[@]}"
  tells "melsift collect: $at/$mode/1/explore/lb-radio: ${case#*:}" brainz "$mode" radio --genre rock "${once[@]}"
  tells "melsift collect: $at/$mode/1/user/listener/listens: ${case#*:}" brainz "$mode" listens --user listener "${once[@]}"
done

tells "melsift collect: $at/token-broken/api/token: HTTP 500" spotify token-broken --genre rock "${once[@]}"
# Retries, in their times, and -q.
expect 1 musicbrainz broken --genre rock --retries 1
says "*trying again in 1 s" "melsift collect: $at/broken/ws/2/recording: HTTP 500: LB Radio currently disabled, 2 times"
closed_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
tells "melsift collect: http://127.0.0.1:$closed_port/ws/2/recording: can't connect" \
  collect musicbrainz --genre rock --base-url "http://127.0.0.1:$closed_port" --retries 0
# Items of other types are reported, one by one; the others are kept.
expect 1 spotify types --genre rock -n 3
nothing out
grep -q "tracks.items\[0\].name: missing or not text" err || fail "no word of the bad item"
for command in "musicbrainz types --genre rock" "brainz types radio --genre rock" "brainz types listens --user listener"; do
  expect 1 $command
  nothing out
done

# Tracks before a failure are kept; a failure without a track leaves an old file unchanged.
expect 3 spotify second-broken --genre rock -n 20 --retries 0
records out 10
says "melsift collect: $at/second-broken/v1/search: HTTP 500" "melsift collect: 10 of 11 tracks, 1 failed"
echo precious >kept.jsonl
tells "melsift collect: $at/broken/v1/search: HTTP 500: *" spotify broken --genre rock --retries 0 -o kept.jsonl
[ "$(cat kept.jsonl)" = precious ] || fail "a failure emptied the output"
[ "$(ls kept.jsonl*)" = kept.jsonl ] || fail "a failure left a temporary file"
tells "melsift collect: nowhere/x.jsonl: *" spotify good --genre rock -o nowhere/x.jsonl

# MusicBrainz: one request per second, the contact, plain redirects only.
expect 0 musicbrainz good --genre rock --years 1990-2000 -n 120 --contact me@example.org
silent
records out 120
holds out '.[0] == {title: "Recording 0", artist: "Ann feat. Bob 0", album: "Release", genre: "rock",
  year: 1990, duration_s: 200, release_date: "1990", mbid: "00000000-0000-4000-8000-000000000000",
  url: "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000000"}'
asked good /ws/2/recording 2 '.[1].at - .[0].at >= 1 and all(.headers["User-Agent"] |
  test("^melsift/[0-9.]+ \\( me@example.org \\)$")) and
  .[1].query == {query: "tag:\"rock\" AND firstreleasedate:[1990 TO 2000-12-31]", fmt: "json", limit: "100", offset: "100"}'
MELSIFT_CONTACT=you@example.org expect 0 musicbrainz good --artist 'A "B"' --title C -n 1
asked good /ws/2/recording 3 '.[2].query.query == "artist:\"A \\\"B\\\"\" AND recording:\"C\"" and
  (.[2].headers["User-Agent"] | endswith("( you@example.org )"))'
tells "melsift collect: contact: control characters in it" musicbrainz good --genre rock --contact $'a\r\nX-Evil: 1'
expect 0 musicbrainz redirect --genre rock -n 1
tells "melsift collect: $at/loop/ws/2/recording: too many redirects" musicbrainz loop --genre rock "${once[@]}"
tells "melsift collect: $at/elsewhere/ws/2/recording: the server does not speak HTTP, or redirects to one that does not" \
  musicbrainz elsewhere --genre rock "${once[@]}"

# ListenBrainz: radio ...
expect 0 brainz good radio --genre rock -n 5
records out 5
holds out '.[4] == {title: "Radio 4", artist: "Ann", album: "Air", genre: "rock", duration_s: 240,
  mbid: "00000000-0000-4000-8000-000000000004",
  url: "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000004"}'
expect 0 brainz good radio --prompt 'artist:(Nick Cave)' --mode hard -n 100
records out 20
holds out 'all(has("genre") | not)'
asked good /1/explore/lb-radio 2 'map([.query.prompt, .query.mode, .headers.Authorization]) ==
  [["tag:(rock)", "easy", "Token the-token"], ["artist:(Nick Cave)", "hard", "Token the-token"]]'
(
  unset LISTENBRAINZ_TOKEN
  expect 0 brainz good radio --genre rock
  tells "melsift collect: $at/wants-token/1/explore/lb-radio: HTTP 401: You need to provide an Authorization header.; a user token is required: LISTENBRAINZ_TOKEN" \
    brainz wants-token radio --genre rock
  echo '{"title":"A","artist":"Ann","listened_at":1700000000}' >one.jsonl
  tells "melsift collect: LISTENBRAINZ_TOKEN: not set *" brainz good submit one.jsonl
)
# ... listens out, each once, though every page ends within a second ...
expect 0 brainz good listens --user listener -n 10000
silent
records out 50
holds out '(map(.play_count) | add) == 2500 and all(.play_count == (.listened_at | length)) and
  .[0].last_played == "2023-11-14T22:13:20Z"'
cp out history.jsonl
expect 0 brainz good listens --user listener -n 3 --format tsv
printf 'user\titem\tplays\nlistener\tAnn - T 0\t1\nlistener\tAnn - T 1\t1\nlistener\tAnn - T 2\t1\n' >wanted
same out wanted
says "melsift collect: there may be more listens than the 3 that -n asks for"
expect 3 brainz second-broken listens --user listener -n 2000 --retries 0
holds out '(map(.play_count) | add) == 1000'
tells "melsift collect: $at/good/1/user/nobody%2F..%2Fx/listens: HTTP 404: Cannot find user: *" brainz good listens --user nobody/../x
# ... and in, by the thousand.
expect 0 brainz good submit history.jsonl
says "melsift collect: 2500 listens submitted"
asked good /1/submit-listens 3 'map(.body | fromjson | .payload | length) == [1000, 1000, 500] and
  ([.[].body | fromjson | .payload[].listened_at] | sort) == ([range(1250) | 1700000000 - .] | . + . | sort)'
expect 0 brainz good submit - <one.jsonl
says "melsift collect: 1 listen submitted"
expect 3 brainz second-broken submit history.jsonl --retries 0
says "melsift collect: $at/second-broken/1/submit-listens: HTTP 500; 1000 of 2500 listens submitted; all may be submitted again: each is kept once" \
  "melsift collect: 50 of 51 records, 1 failed"
printf '%s\n' '{"title":"A","artist":"Ann"}' '{"title":"A","artist":"Ann","listened_at":5}' \
  '{"title":"A","artist":"Ann","last_played":"2015-09-29T10:19:25Z"}' >mixed.jsonl
expect 3 brainz good submit mixed.jsonl
says "melsift collect: mixed.jsonl:1: has neither *" "melsift collect: mixed.jsonl:2: listened_at: 5 is before *" \
  "melsift collect: 1 listen submitted" "melsift collect: 1 of 3 records, 2 failed"

# Certificates are verified.
if command -v openssl >/dev/null; then
  openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
  cat cert.pem key.pem >both.pem
  serve tls.jsonl both.pem
  tells "melsift collect: https://127.0.0.1:$port/good/ws/2/recording: *certificate*" \
    collect musicbrainz --genre rock --base-url "https://127.0.0.1:$port/good" --retries 0
  [ ! -s tls.jsonl ] || fail "something was asked of a server without a valid certificate"
else
  skip_part "TLS (openssl is not installed)"
fi

# The database gets the tracks, each once.
expect 0 spotify good --genre rock -n 12 --db music.db
records out 12
expect 0 spotify good --genre rock -n 25 --db music.db
expect 0 collect export --db music.db
records out 25
holds out 'all(.title != null and .artist != null and .genre == "rock" and .spotify_id != null and .release_date != null)'
expect 0 brainz good listens --user listener -q --db music.db -n 2500
expect 0 collect export --db music.db
records out 75
holds out 'map(.play_count // 0) | add == 2500'

# Mistakes on the command line.
misused "melsift collect: nothing to look up: give --genre, --artist, --title or --years" collect spotify
misused "melsift collect: --recommendations needs --genre" collect spotify --years 1990 --recommendations
misused "melsift collect: --base-url: a URL must not contain a user name or a password" \
  collect musicbrainz --genre rock --base-url http://me:hunter2@127.0.0.1
misused "melsift collect: give either --genre or --prompt" collect listenbrainz radio
misused "melsift collect: --genre: parentheses in it; use --prompt" collect listenbrainz radio --genre 'a) b'
expect 2 musicbrainz good --genre rock --years 2000-1990
expect 2 musicbrainz good --genre rock -n 0
expect 2 collect listenbrainz
expect 2 brainz good listens

# Full disks and closed pipes.
if [ -e /dev/full ]; then
  got=0
  spotify good --genre rock >/dev/full 2>err || got=$?
  [ $got -eq 1 ] || fail "exit $got on a full disk"
  says "melsift collect: standard output: can't write*"
fi
passed
