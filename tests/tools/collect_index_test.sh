#!/usr/bin/env bash
# End to end: collect index.
# Usage: collect_index_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# number FILE OFFSET BYTES: a little-endian number, and text FILE OFFSET_OF_ITS_SECTION: of the
# index's public description alone (lib/index/file_format.h).
number() { od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
section() { tail -c "+$(($(number "$1" "$2" 8) + 1))" "$1" | head -c "$(number "$1" $(($2 + 8)) 8)"; }
rows() { number "$1" 24 8; }
description() { section "$1" 40; }
vectors() { section "$1" 88 | od -An -v -t f4 -w64; }
payloads() { section "$1" 120; }
has_graph() { [ "$(number "$1" 412 4)" -gt 0 ]; }

# Features: all rows, in order, and records without the fields that the index stores separately.
toy_features 30 >toy.jsonl
expect 0 collect index toy.jsonl -o toy.index
silent
nothing out
[ "$(head -c 8 toy.index | tail -c 7)" = MSINDEX ] || fail "no magic"
[ "$(rows toy.index)" -eq 30 ] || fail "$(rows toy.index) rows"
[ "$(description toy.index)" = "features of 4 values (toy)" ] || fail "$(description toy.index)"
payloads toy.index | sed 's/}{/}\n{/g' | jq -c . >kept
jq -c 'del(.features, .front_end)' toy.jsonl | cmp - kept || fail "not the records"
has_graph toy.index && fail "a graph for 30 tracks"

# The vectors are standardised, of length 1, padded with zeros: after a calculation by jq.
jq -rs 'map(.features) as $x | ($x | length) as $n |
  [range(4) as $k | ($x | map(.[$k]) | add / $n)] as $mean |
  [range(4) as $k | ($x | map(.[$k] - $mean[$k] | . * .) | add / $n | sqrt)] as $deviation |
  $x[] | [range(4) as $k | (.[$k] - $mean[$k]) / $deviation[$k]] |
  (map(. * .) | add | sqrt) as $length | map(. / $length) | @tsv' toy.jsonl >expected
vectors toy.index >got
paste expected got | awk '{ for (k = 1; k <= 4; k++) if (($k - $(k + 4)) ^ 2 > 1e-12) exit 1
  for (k = 9; k <= 20; k++) if ($k != 0) exit 1 } END { if (NR != 30) exit 1 }' || fail "other vectors"

# A graph by request; the same bytes whatever -j; from standard input; another seed.
expect 0 collect index toy.jsonl -o one --graph yes -j 1
has_graph one || fail "no graph"
expect 0 collect index - -o two --graph yes -j 2 <toy.jsonl
same one two
collect index -o - --graph yes <toy.jsonl >two
same one two
expect 0 collect index toy.jsonl -o plain --graph no -v
says "melsift collect: plain: 30 tracks, features of 4 values (toy)"
same plain toy.index

# The space that most records share; records without it are counted.
{
  cat toy.jsonl
  toy_features 5 | jq -c '.front_end = "other"'
  echo '{"path":"mute.mp3"}'
} >mixed.jsonl
expect 0 collect index mixed.jsonl -o mixed.index
says "melsift collect: 6 of 36 records left out: without features of 4 values (toy)"
same mixed.index toy.index
expect 0 collect index -q mixed.jsonl -o mixed.index
silent
# Of two equally frequent spaces, the embedding.
jq -c '.embedding = .features[:2] | .model = "m1"' toy.jsonl >embedded.jsonl
expect 0 collect index embedded.jsonl -o embedded.index
[ "$(description embedded.index)" = "embedding of 2 values (m1)" ] || fail "$(description embedded.index)"
payloads embedded.index | grep -qE 'features|embedding' && fail "vectors among the records"

# Bad records are reported, counted and left out.
{ cat toy.jsonl; echo '{"path":'; echo '{"path":"x","features":[1,"a"]}'; } >bad.jsonl
expect 3 collect index bad.jsonl no-such-file.jsonl -o bad.index
says "melsift collect: bad.jsonl:31: *" "melsift collect: bad.jsonl:32: *features*" \
  "melsift collect: no-such-file.jsonl: can't open*" "melsift collect: 30 of 33 records, 3 failed"
same bad.index toy.index

# A failure leaves no files, and an old index unchanged.
rm -rf empty && mkdir empty
echo '{"path":"mute.mp3"}' >mute.jsonl
expect 1 collect index mute.jsonl -o empty/index
says "melsift collect: empty/index: none of the 1 records has features or an embedding; see melsift extract, classify"
expect 1 collect index /dev/null -o empty/index
expect 1 collect index toy.jsonl -o empty
says "melsift collect: empty: is a folder*"
expect 1 collect index toy.jsonl -o no/folder/index
says "melsift collect: no/folder/index: can't create*"
expect 1 collect index toy.jsonl -o /dev/full
says "melsift collect: /dev/full: can't write*"
[ -z "$(ls empty)" ] || fail "left behind: $(ls empty)"
cp toy.index empty/index
expect 1 collect index mute.jsonl -o empty/index
same empty/index toy.index
[ "$(ls empty)" = index ] || fail "left behind: $(ls empty)"
for i in $(seq 70); do echo "{\"path\":\"$i\",\"front_end\":\"f$i\",\"features\":[$i]}"; done >many.jsonl
expect 3 collect index many.jsonl -o many.index
[ "$(grep -c 'more than 64 front ends or models' err)" -eq 6 ] || fail "no limit to the front ends"

# Killed: at most an empty file of OutputFile is left.
rm -rf killed && mkdir killed
mkfifo pipe
collect index -o killed/index <pipe &
exec 3>pipe
cat toy.jsonl >&3
sleep 0.3
kill -9 $!
wait $! 2>/dev/null || true
exec 3>&-
[ ! -e killed/index ] || fail "an index of half the records"
[ -z "$(find killed -type f -size +0)" ] || fail "left behind: $(ls killed)"

# Shards: with the statistics of all, and with those of the whole index, they hold what it holds.
expect 0 collect index toy.jsonl -o statistics --statistics -v
says "melsift collect: statistics: mean and deviation of 30 tracks, features of 4 values (toy)"
[ "$(rows statistics)" -eq 0 ] || fail "rows in the statistics"
head -n 11 toy.jsonl >a.jsonl
{
  toy_features 3 | jq -c '.front_end = "other"'
  tail -n +12 toy.jsonl
} >b.jsonl
expect 0 collect index a.jsonl -o a.index --standardise-as statistics
expect 0 collect index b.jsonl -o b.index --standardise-as toy.index
says "melsift collect: 3 of 22 records left out: without features of 4 values (toy)"
vectors toy.index >whole
cat <(vectors a.index) <(vectors b.index) | cmp - whole || fail "other vectors in the shards"
expect 0 collect index toy.jsonl -o whole.index --standardise-as statistics
same whole.index toy.index
expect 1 collect index embedded.jsonl -o x.index --standardise-as mixed.jsonl
says "melsift collect: mixed.jsonl: is not a melsift index"
toy_features 3 | jq -c '.front_end = "other"' >other.jsonl
expect 1 collect index other.jsonl -o x.index --standardise-as toy.index
says "melsift collect: x.index: none of the 3 records has features of 4 values (toy), as toy.index has"
[ ! -e x.index ] || fail "an index of nothing"
expect 2 collect index toy.jsonl -o x --statistics --standardise-as toy.index

# recommend asks all shards at once, and answers as from the whole.
for tracks in toy.index "a.index --index b.index"; do
  # shellcheck disable=SC2086
  head -n 15 toy.jsonl | tail -n 2 | recommend --index $tracks -n 8 - >"found.${tracks%% *}"
done
[ "$(wc -l <found.toy.index)" -eq 8 ] || fail "not 8 tracks"
same found.toy.index found.a.index
expect 0 recommend --index a.index --index b.index --like 20.wav -n 3
expect 0 collect index a.jsonl -o alone.index
head -n 1 toy.jsonl >seed.jsonl
expect 1 recommend --index b.index --index alone.index -n 3 seed.jsonl
says "melsift recommend: alone.index: is not standardised as b.index is (make shards with melsift collect index --standardise-as)"

# Usage.
expect 2 collect index toy.jsonl
expect 2 collect index toy.jsonl -o x --graph perhaps
expect 0 collect index --help
grep -q -e '--graph' out || fail "no help"

passed
