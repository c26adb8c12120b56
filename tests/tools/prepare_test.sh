#!/usr/bin/env bash
# End to end: prepare, on datasets of a few dozen tracks whose divisions are known.  The tracks are
# empty files: prepare looks at names, not at sound.
# Usage: prepare_test.sh FOLDER_OF_EXECUTABLES
set -eu
bin=$(cd "${1:-$MELSIFT_BIN}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
PATH=$bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "prepare_test: $*" >&2; exit 1; }
# expect CODE COMMAND...: runs it with nothing on standard input; output in out and err.
expect() {
  local code=$1 got=0; shift
  "$@" >out 2>err </dev/null || got=$?
  [ "$got" -eq "$code" ] || { cat err >&2; fail "exit $got, expected $code: $*"; }
}
says() { grep -qxF -- "melsift prepare: $1" err || { cat err >&2; fail "standard error lacks: $1"; }; }
silent() { [ ! -s err ] || { cat err >&2; fail "standard error is not empty"; }; }
gives() { [ "$(cat out)" = "$1" ] || { cat out >&2; fail "standard output is not: $1"; }; }
# count N TEXT: N records hold TEXT.
count() { [ "$(grep -cF -- "$2" out || true)" -eq "$1" ] || { cat out >&2; fail "not $1 times: $2"; }; }

# Ten tracks of blues, ten of rock by three artists, one outside of the classes, and other files.
mkdir -p genres/blues genres/rock/{Ann,Bob,Cyd}
for i in 0 1 2 3 4 5 6 7 8 9; do : >"genres/blues/blues.0000$i.wav"; done
for i in 0 1 2 3; do : >"genres/rock/Ann/$i.MP3"; : >"genres/rock/Bob/$i.flac"; done
: >genres/rock/Cyd/0.au
: >genres/rock/Cyd/1.ogg
: >genres/loose.wav
: >genres/rock/Ann/cover.jpg
: >genres/README

# A folder: every track once, sorted, labelled by its first folder.
expect 0 prepare genres
[ "$(wc -l <out)" -eq 20 ] || fail "not 20 records"
[ "$(sed -n 1p out)" = '{"path":"genres/blues/blues.00000.wav","label":"blues"}' ] || fail "first record"
[ "$(sed -n 11p out)" = '{"path":"genres/rock/Ann/0.MP3","label":"rock"}' ] || fail "11th record"
LC_ALL=C sort -c out || fail "not sorted"
says "20 tracks of 2 classes"
says "warning: genres: 1 audio files are outside of the class folders and left out"
expect 0 prepare -q genres/
silent
count 20 '"label":'

# --classes, --label
expect 0 prepare genres --classes rock
count 10 '"label":"rock"'
count 0 blues
expect 0 prepare genres --classes rock,blues
[ "$(wc -l <out)" -eq 20 ] || fail "--classes lost a track"
expect 1 prepare genres --classes rock,jazz
says "jazz: no such class (there are blues, rock)"
expect 0 prepare genres --label like
count 21 '"label":"like"'

# --split: exact, reproducible, by the seed.
expect 0 prepare genres --split 80/10/10
count 16 '"split":"train"'
count 2 '"split":"valid"'
count 2 '"split":"test"'
count 1 '"label":"rock","split":"test"'
count 1 '"label":"blues","split":"test"'
says "20 tracks of 2 classes, 16 train, 2 valid, 2 test"
cp out first
expect 0 prepare genres --split 80/10/10
cmp -s out first || fail "another split with the same seed"
expect 0 prepare genres --split 80/10/10 --seed 2
cmp -s out first && fail "the same split with another seed"
expect 0 prepare genres --split 70/30
count 14 '"split":"train"'
count 6 '"split":"test"'
for bad in 80 0/0 80/x 1/2/3/4; do expect 2 prepare genres --split $bad; done

# --folds
expect 0 prepare genres --folds 5
for fold in 0 1 2 3 4; do
  count 4 "\"fold\":$fold}"
  count 2 "\"label\":\"rock\",\"fold\":$fold}"
done
expect 0 prepare genres --split 80/0/20 --folds 2
count 16 '"fold":'
count 0 '"split":"test","fold"'
expect 2 prepare genres --folds 1
expect 1 prepare genres --folds 21
says "folds 21: there are only 20 tracks or groups to divide"

# Groups stay together.
whole_groups() {
  sed -n 's/.*"group":"\([^"]*\)".*"\(split\|fold\)":\("[a-z]*"\|[0-9]*\).*/\1 \3/p' out | sort -u >pairs
  [ -s pairs ] || fail "no groups"
  [ "$(cut -d' ' -f1 pairs | uniq -d)" = "" ] || { cat pairs >&2; fail "a group is torn apart"; }
}
expect 0 prepare genres --group-by artist --split 60/40
says "warning: 10 tracks belong to no known group"
count 4 '"group":"Ann"'
count 2 '"group":"Cyd"'
whole_groups
count 4 '"label":"blues","split":"test"'
expect 0 prepare genres --group-by folder --classes rock --folds 3
count 4 '"group":"genres/rock/Bob"'
whole_groups
expect 0 prepare genres --group-by folder --split 50/25/25
says "warning: valid has no blues"
says "warning: test has no blues"
expect 0 prepare genres --group-by folder --split 50/50 --classes blues
says "warning: test is empty"
cat >groups.csv <<'END'
track,group
blues.00000,one
blues/blues.00001.wav,one
blues.00002.au,two
END
expect 0 prepare genres --classes blues --group-by groups.csv --split 50/50
count 2 '"group":"one"'
count 1 '"group":"two"'
whole_groups
says "warning: 7 tracks belong to no known group"
expect 1 prepare genres --group-by nowhere.csv
says "nowhere.csv: can't open: No such file or directory"

# Published lists: their tracks and no others.
printf 'blues/blues.00000.wav\nblues/blues.00001.wav\n' >train_filtered.txt
printf 'blues.00002\n' >v.txt
printf 'blues.00003.au\r\nmetal/metal.00000.wav\r\n' >t.txt
expect 0 prepare genres --list train_filtered.txt --list valid=v.txt --list test=t.txt
gives '{"path":"genres/blues/blues.00000.wav","label":"blues","split":"train"}
{"path":"genres/blues/blues.00001.wav","label":"blues","split":"train"}
{"path":"genres/blues/blues.00002.wav","label":"blues","split":"valid"}
{"path":"genres/blues/blues.00003.wav","label":"blues","split":"test"}'
says "16 tracks are on no list and left out"
says "1 names on the lists have no track (the first: metal/metal.00000.wav)"
printf 'row,track,split\n0,blues.00000,train\n1,blues.00001,unlisted\n' >split.csv
expect 0 prepare genres --list split.csv
gives '{"path":"genres/blues/blues.00000.wav","label":"blues","split":"train"}
{"path":"genres/blues/blues.00001.wav","label":"blues"}'
says "2 tracks of 1 class, 1 train, 1 without a split"
expect 1 prepare genres --list train=v.txt --list test=v.txt
says 'v.txt:1: blues.00002 is "test" here and "train" before'
expect 2 prepare genres --list split.csv --split 80/20

# Records, CSV and playlists, from files and from standard input.
printf '{"path":"a","label":"x","mood":[1, 2]}\n{"path":"b","label":\n{"path":"c","label":"y"}\n' >r.jsonl
expect 3 prepare r.jsonl --split 1/0/0
gives '{"path":"a","label":"x","split":"train","mood":[1, 2]}
{"path":"c","label":"y","split":"train"}'
grep -q '^melsift prepare: r.jsonl:2: ' err || fail "the bad line is not named"
says "2 of 3 tracks, 1 failed"
printf 'path,label\na,x\n' | prepare -q - >out
gives '{"path":"a","label":"x"}'
mkdir -p lists
printf '#EXTM3U\n#EXTINF:61,Ann - Song\nin/a.mp3\n/b.ogg\n' >lists/likes.m3u8
expect 0 prepare lists/likes.m3u8 --label like
gives '{"path":"lists/in/a.mp3","label":"like","title":"Song","artist":"Ann","duration_s":61}
{"path":"/b.ogg","label":"like"}'

# Tables, with and without an array (two rows of three float32 numbers, as NumPy writes them).
cat >features_30_sec.csv <<'END'
filename,length,chroma_stft_mean,tempo,label
blues.00000.wav,661794,0.35,123.5,blues
rock.00001.wav,661794,0.5,?,rock
jazz.00002.wav,661794,0.25,99,jazz
END
table=(--table features_30_sec.csv)
expect 3 prepare "${table[@]}" --label-column label --id-column filename
gives '{"path":"blues.00000.wav","label":"blues","front_end":"table columns=chroma_stft_mean,tempo","features":[0.35,123.5]}
{"path":"jazz.00002.wav","label":"jazz","front_end":"table columns=chroma_stft_mean,tempo","features":[0.25,99]}'
says 'features_30_sec.csv:3: tempo: expected a finite number, got "?"'
expect 0 prepare "${table[@]}" --drop-columns tempo --classes rock
gives '{"path":"rock.00001.wav","label":"rock","front_end":"table columns=chroma_stft_mean","features":[0.5]}'
expect 1 prepare "${table[@]}" --label-column genre
says 'features_30_sec.csv: has no column "genre" (it has filename, length, chroma_stft_mean, tempo, label)'
header="{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
{ printf '\223NUMPY\001\000\166\000%-117s\n' "$header"
  printf '\0\0\200\077\0\0\0\100\0\0\100\100\0\0\200\300\0\0\240\300\0\0\300\300'; } >a.npy
printf 'track,genre,split\nx,rock,train\ny,pop,unlisted\n' >a.csv
array=(--table a.csv --array a.npy --label-column genre --id-column track --split-column split)
expect 1 prepare "${array[@]}" --drop-columns nothing
expect 0 prepare "${array[@]}"
count 1 '{"path":"x","label":"rock","split":"train",'
count 1 '"front_end":"array shape=3","features":[-4,-5,-6]'
# 8-bit pictures of mel matrices, brought to mean 0 and variance 1.
header="{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2), }"
{ printf '\223NUMPY\001\000\166\000%-117s\n' "$header"; printf '\001\003\003\001\377\377\377\377'; } >u.npy
expect 0 prepare --table a.csv --array u.npy --id-column track --zscore
jq -r '.mel.data' out | while read -r line; do base64 -d <<<"$line" | od -An -tf4 | tr -s ' \n' ' '; echo; done >values
printf ' -1 1 1 -1 \n 0 0 0 0 \n' | cmp - values || fail "$(cat values)"
expect 1 prepare "${array[@]}" --zscore
says "a.npy: has rows of numbers, but --zscore is for mel matrices"
expect 2 prepare --table a.csv --zscore
head -c 140 a.npy >cut.npy
expect 1 prepare --table a.csv --array cut.npy --id-column track
says "cut.npy: truncated: the data is shorter than the shape says"

# Mistakes, and output that can't be written.
expect 2 prepare
expect 2 prepare genres --table a.csv
expect 2 prepare genres --array a.npy
expect 2 prepare genres --no-such-flag
expect 1 prepare nowhere
says "nowhere: can't open: No such file or directory"
mkdir empty
expect 1 prepare empty
says "empty: no audio files in class folders"
expect 1 prepare genres -o nowhere/out.jsonl
expect 1 prepare genres -o /dev/full
says "/dev/full: can't write: No space left on device"
prepare -q genres >/dev/full 2>err && fail "a full disk was not noticed"
: >"genres/blues/caf"$'\351'".wav"
expect 3 prepare genres -o partly.jsonl
[ "$(wc -l <partly.jsonl)" -eq 20 ] || fail "one bad name stopped the others"
grep -q 'path is not valid UTF-8$' err || fail "the bad name is not reported"
rm genres/blues/caf*

# The usage text and the manual have the same flags.
man=$here/../../man/melsift-prepare.1
prepare --help | grep -oE '(^| |,)--?[a-z][a-z-]*' | tr -d ' ,' | sort -u >used
sed -n 's/^\.It Fl //p' "$man" | tr ' ' '\n' | sed -n 's/^\\-\([a-z-]*\)$/--\1/p; s/^\([a-z]\)$/-\1/p' |
  sort -u >described
comm -3 used described >difference
[ ! -s difference ] || { cat difference >&2; fail "the manual and --help differ"; }

# The manual's examples run.
melsift() { "$@"; }
sed -n '/^\.Sh EXAMPLES/,$p' "$man" | sed -e :a -e '/\\e$/{N;s/\\e\n *//;ta' -e '}' | sed -n 's/^\$ //p' >examples
[ "$(wc -l <examples)" -eq 7 ] || fail "the manual has no examples"
printf 'blues.00004.wav\n' >valid_filtered.txt
printf 'blues.00005.wav\n' >test_filtered.txt
cp lists/likes.m3u8 likes.m3u8
sed -i '/?/d' features_30_sec.csv
cp a.csv mel.csv; cp a.npy mel.npy
while read -r example; do
  (eval "$example") >out 2>err </dev/null || { cat err >&2; fail "example: $example"; }
done <examples

echo "prepare_test: passed"
