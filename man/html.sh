#!/bin/sh
# Renders the manual as web pages: one NAME.SECTION.html for each manual page, index.html, which is the
# map melsift(7), and their stylesheet.
# Usage: html.sh OUTPUT_FOLDER [MANDOC]
set -eu
mandoc=${2:-mandoc}
mkdir -p "$1"
output=$(cd "$1" && pwd)
cd "$(dirname "$0")"
rm -f "$output"/*.html
for page in *.[1-9]; do
  # References to pages in this folder become links to files beside; others go to Debian's manual.
  "$mandoc" -T html -O 'toc,style=manual.css,man=%N.%S.html;https://manpages.debian.org/%N.%S' "$page" |
    sed 's,<body>,<body>\n<nav><a href="index.html">melsift manual</a></nav>,' >"$output/$page.html"
done
cp "$output/melsift.7.html" "$output/index.html"
cp manual.css "$output"
