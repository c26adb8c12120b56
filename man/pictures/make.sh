#!/usr/bin/env bash
# Makes the pictures of README.md: the page of serve with a library of demo music, in a wide window
# after a track was dropped on it and on a phone, light and dark.  Needs Chromium, Node.js and the
# npm packages that tests/web_browser/package.json names; tests/run.sh --all installs all of these.
# The text is in Inter if it is installed (fonts-inter), and pngquant makes the files smaller.
#
# usage: man/pictures/make.sh FOLDER_OF_EXECUTABLES [NODE_MODULES] [OUTPUT]
#   NODE_MODULES  default: web_browser/node_modules of the build
#   OUTPUT        folder for the pictures (default: the folder of this script)
set -euo pipefail
fail() { echo "make.sh: $*" >&2; exit 1; }

[ $# -ge 1 ] || { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd)
modules=${2:-$bin/../web_browser/node_modules}
[ -d "$modules/playwright-core" ] || fail "$modules: playwright-core is missing (run tests/run.sh --all)"
modules=$(cd "$modules" && pwd)
output=$here
[ $# -lt 3 ] || output=$(cd "$3" && pwd)
PATH=$bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Eight tracks of each style; a network trained on them; one jazz track is left out of the library
# and dropped on the page.
demo_music music --tracks 8 --seconds 30 2>/dev/null
cp music/jazz/jazz.00003.wav song.wav
prepare -q music | extract -q -o features.jsonl
train -q --epochs 40 features.jsonl -o genre.safetensors
rm music/jazz/jazz.00003.wav
collect scan -q -m genre.safetensors music --db library.db
grep -v 'jazz.00003' music/tracks.csv >tracks.csv
collect import -q tracks.csv --db library.db

serve --catalogue library.db -m genre.safetensors --music music --listen 127.0.0.1:0 2>serve.log &
server=$!
trap '{ kill $server && wait $server; } 2>/dev/null || true; rm -rf "$work"' EXIT
address=''
for _ in $(seq 100); do
  address=$(sed -n 's/^melsift serve: \(http:.*\)/\1/p' serve.log | head -n 1)
  [ -z "$address" ] || break
  kill -0 $server || fail "the server did not start: $(cat serve.log)"
  sleep 0.1
done
[ -n "$address" ] || fail "the server printed no address: $(cat serve.log)"
cat >fonts.conf <<'END'
<?xml version="1.0"?>
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <match target="pattern">
    <edit name="family" mode="prepend" binding="strong"><string>Inter</string></edit>
  </match>
</fontconfig>
END
FONTCONFIG_FILE=$work/fonts.conf node "$here/take.mjs" "$address" "$work/song.wav" "$modules" "$output"
command -v pngquant >/dev/null || exit 0
for theme in light dark; do
  for page in desktop phone; do
    pngquant --force --strip --output "$output/page-$page-$theme.png" "$output/page-$page-$theme.png"
  done
done
