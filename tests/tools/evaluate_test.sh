#!/usr/bin/env bash
# End to end: evaluate, on ten records whose figures are worked out by hand.
# Usage: evaluate_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

check_common evaluate

# Rows of label, predicted, as records; the other targets are the label in capitals.
records_of() {
  awk '{ printf "{\"path\":\"%d\",\"label\":\"%s\",\"artist\":\"%s\",\"predicted\":\"%s\"}\n", NR, $1, toupper($1), $2 }'
}
printf '%s\n' 'a a' 'a a' 'a a' 'a b' 'b b' 'b b' 'b a' 'c c' 'c c' 'c c' | records_of >ten.jsonl

# 8 of 10: Wilson's interval at z = 1.959964 is (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) /
# (1 + z^2/n) = 0.49016 to 0.94332.  Precision and recall: a 3/4 and 3/4, b 2/3 and 2/3, c 1 and 1.
expect 0 evaluate ten.jsonl
silent
cat >wanted <<'END'
accuracy  80.0 %  (95 % interval 49.0 to 94.3 %), 10 tracks
macro F1  80.6 %

class  precision %  recall %   F1 %  tracks
a             75.0      75.0   75.0       4
b             66.7      66.7   66.7       3
c            100.0     100.0  100.0       3

confusion: rows are the true classes, columns the predicted ones
   a  b  c
a  3  1  .
b  1  2  .
c  .  .  3
END
same wanted out
for way in - ''; do
  expect 0 evaluate ${way:+-} <ten.jsonl
  same wanted out
done
expect 0 evaluate <(head -n 4 ten.jsonl) <(tail -n 6 ten.jsonl) -o two
nothing out
same wanted two

expect 0 evaluate --json ten.jsonl
silent
records out 1
holds out '.[0] | .count == 10 and .accuracy == 0.8'
holds out '.[0].interval | (.[0] - 0.490162 | fabs < 1e-6) and (.[1] - 0.943318 | fabs < 1e-6)'
holds out '.[0].macro_f1 - (0.75 + 2/3 + 1) / 3 | fabs < 1e-9'
holds out '.[0].classes | map([.label, .support]) == [["a", 4], ["b", 3], ["c", 3]]'
holds out '.[0].classes[1] | (.precision - 2/3 | fabs < 1e-9) and (.recall - 2/3 | fabs < 1e-9) and (.f1 - 2/3 | fabs < 1e-9)'
holds out '.[0] | .labels == ["a", "b", "c"] and .confusion == [[3,1,0],[1,2,0],[0,0,3]]'

# A class that is only predicted, and one that never is.
printf '%s\n' 'a z' 'b b' | records_of >two.jsonl
expect 0 evaluate --json two.jsonl
holds out '.[0] | .labels == ["a", "b", "z"] and .accuracy == 0.5'
holds out '.[0].classes[0] | .precision == 0 and .recall == 0 and .f1 == 0'

# All correct and all wrong: the interval stays within 0 and 1 and is not a point.
echo 'a a' | records_of >right.jsonl
expect 0 evaluate --json right.jsonl
holds out '.[0] | .accuracy == 1 and .interval[1] == 1 and (.interval[0] - 0.206549 | fabs < 1e-6)'
echo 'a b' | records_of >wrong.jsonl
expect 0 evaluate --json wrong.jsonl
holds out '.[0] | .accuracy == 0 and .interval[0] == 0 and (.interval[1] - 0.793451 | fabs < 1e-6)'

# The confusion matrix fits 80 columns: labels above the columns, else numbers, else the most frequent
# confusions.  Class i of n is predicted as class i + 1, twice, and once as itself.
confused() {
  awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) for (k = 0; k < 3; k++)
    printf "class%02d class%02d\n", i, (i + (k > 0)) % n }' | records_of >many.jsonl
  expect 0 evaluate many.jsonl
  [ "$(wc -L <out)" -le 80 ] || fail "$(cat out)"
}
confused 8
grep -qxE 'confusion: rows are the true classes, columns the predicted ones' out || fail "$(cat out)"
grep -qxE ' +class00  class01 .* class07' out || fail "$(cat out)"
confused 9
grep -qxE 'confusion: rows are the true classes, columns the predicted ones by number' out || fail "$(cat out)"
grep -qxE ' +1  2  3  4  5  6  7  8  9' out || fail "$(cat out)"
grep -qxE '3  class02  \.  \.  1  2  \.  \.  \.  \.  \.' out || fail "$(cat out)"
confused 40
grep -qxF 'most frequent confusions (--json has the whole matrix)' out || fail "$(cat out)"
[ "$(sed -n '/^most frequent/,$p' out | wc -l)" -eq 22 ] || fail "$(cat out)"
grep -qxE 'class00  class01 +2 +66\.7' out || fail "$(cat out)"

# Two classifications of the same ten tracks: A has 8 right, B 5; 4 only A, 1 only B.  By the binomial
# distribution p = 2 (C(5,0) + C(5,1)) / 2^5 = 0.375.
printf '%s\n' 'a a' 'a b' 'a b' 'a a' 'b b' 'b a' 'b a' 'c c' 'c b' 'c c' | records_of >other.jsonl
expect 0 evaluate --compare ten.jsonl other.jsonl
silent
cat >wanted <<'END'
   file         accuracy %  95 % interval  only correct here
A  ten.jsonl          80.0   49.0 to 94.3                  4
B  other.jsonl        50.0   23.7 to 76.3                  1

Both classify 10 tracks.  p = 0.3750 (McNemar's exact test): the difference may be due to chance.
END
same wanted out
expect 0 evaluate --compare --json ten.jsonl other.jsonl
holds out '.[0] | .count == 10 and .accuracy == [0.8, 0.5] and .only_correct == [4, 1] and .p == 0.375 and .unpaired == [0, 0]'
for i in 1 2 3 4 5 6 7 8; do echo "{\"path\":\"$i\",\"label\":\"a\",\"predicted\":\"a\"}"; done >a.jsonl
sed 's/"predicted":"a"/"predicted":"b"/' a.jsonl >b.jsonl
expect 0 evaluate --compare b.jsonl a.jsonl  # 2 / 2^8
tail -n 1 out | grep -qF "p = 0.0078 (McNemar's exact test): B is more accurate." || fail "$(cat out)"
expect 0 evaluate --compare ten.jsonl <(head -n 9 other.jsonl)
says "melsift evaluate: warning: 1 tracks are only in ten.jsonl: left out"
expect 1 evaluate --compare ten.jsonl <(sed 's/"path":"/&x/' other.jsonl)
says "melsift evaluate: records: the two files have no track in common"
misused 'melsift evaluate: --compare: expected two files of classified records' evaluate --compare ten.jsonl
misused "melsift evaluate: --neighbours: can't be combined with --compare" evaluate --compare --neighbours 3 ten.jsonl other.jsonl

# The evaluated records: test, otherwise valid, otherwise all; --use overrides.
jq -c '.split = ["train", "valid", "test"][input_line_number % 3]' ten.jsonl >split.jsonl
expect 0 evaluate --json split.jsonl
says "melsift evaluate: evaluating the records with split=test (--use all: all records)"
holds out '.[0].count == 3'
expect 0 evaluate --json <(grep -v '"test"' split.jsonl)
says "melsift evaluate: evaluating the records with split=valid (--use all: all records)"
expect 0 evaluate --json <(grep '"train"' split.jsonl)
silent
expect 0 evaluate --json --use train,valid split.jsonl
silent
holds out '.[0].count == 7'
for all in all all,train train,valid,test,train; do  # nothing counts twice
  expect 0 evaluate --json --use $all split.jsonl
  holds out '.[0].count == 10'
done
expect 1 evaluate --use tset split.jsonl
nothing out
says "melsift evaluate: records: none has split=tset"

# Training records are not a test: refused in a held-out split, warned of without a split.
jq -c 'if .path == "2" or .path == "8" then .trained_on = true else . end' split.jsonl >seen.jsonl
expect 1 evaluate seen.jsonl
nothing out
says "melsift evaluate: evaluating the records with split=test (--use all: all records)" \
  "melsift evaluate: seen.jsonl:2: has split=test, but the model was trained on it (2 of 3 records): this is not a fair test (--allow-overlap evaluates anyway)"
expect 0 evaluate -q --json --allow-overlap seen.jsonl
holds out '.[0].count == 3'
expect 0 evaluate --json --allow-overlap --use test seen.jsonl
says "melsift evaluate: warning: seen.jsonl:2: has split=test, but the model was trained on it (2 of 3 records): this is not a fair test"
expect 0 evaluate --json --use valid seen.jsonl
silent
jq -c 'del(.split)' seen.jsonl >unsplit.jsonl
expect 0 evaluate --json unsplit.jsonl
says "melsift evaluate: warning: 2 of 10 records were trained on: this is not a fair test"
jq -c '.trained_on = (.split == "train")' split.jsonl >honest.jsonl
expect 0 evaluate --json honest.jsonl
says "melsift evaluate: evaluating the records with split=test (--use all: all records)"
expect 0 evaluate --json --use train honest.jsonl  # asked for
silent
expect 0 evaluate --json --use all honest.jsonl
says "melsift evaluate: warning: 3 of 10 records were trained on: this is not a fair test"
# A group (or path) on both sides is not a test either.
jq -c '.group = (if .path == "1" or .path == "2" then "band" else .path end)' split.jsonl >apart.jsonl
expect 0 evaluate -q apart.jsonl  # in valid and test
jq -c '.group = (if .path == "2" or .path == "3" then "band" else .path end)' split.jsonl >torn.jsonl
expect 1 evaluate --use test torn.jsonl
nothing out
says "melsift evaluate: band: this group is in split=train and in split=test (1 of 3 groups): this is not a fair test (--allow-overlap evaluates anyway)"
expect 0 evaluate -q --allow-overlap torn.jsonl
jq -c 'if .path == "2" then .path = "3" else . end' split.jsonl >twice.jsonl
expect 1 evaluate --use test twice.jsonl
says "melsift evaluate: 3: this group is in split=train and in split=test *"

# Calibration: two predictions at 0.75, one right; one at 0.5, right: (2 |0.5 - 0.75| + |1 - 0.5|) / 3.
{
  echo '{"path":"1","label":"a","predicted":"a","scores":{"a":0.75,"b":0.25}}'
  echo '{"path":"2","label":"a","predicted":"b","scores":{"a":0.25,"b":0.75}}'
  echo '{"path":"3","label":"b","predicted":"b","scores":{"a":0.5,"b":0.5}}'
} >scored.jsonl
expect 0 evaluate scored.jsonl
grep -qE '^ECE       33\.3 %  ' out || fail "$(cat out)"
! grep -q reliability out || fail "a table that nobody asked for"
expect 0 evaluate -v scored.jsonl
cat >wanted <<'END'

reliability: how often predictions of a probability are correct
probability %  mean %  correct %  tracks
 46.7 to 53.3    50.0      100.0       1
 73.3 to 80.0    75.0       50.0       2
END
tail -n 5 out | cmp - wanted
expect 0 evaluate --json scored.jsonl
holds out '.[0].calibration | (.error - 1/3 | fabs < 1e-9) and .count == 3 and (.bins | length == 15)'
holds out '.[0].calibration.bins[11] | .count == 2 and .confidence == 0.75 and .accuracy == 0.5'
expect 0 evaluate --json ten.jsonl
holds out '.[0] | has("calibration") | not'
expect 0 evaluate ten.jsonl
cp out wanted

# Another target.
expect 0 evaluate --json --target artist ten.jsonl
holds out '.[0] | .accuracy == 0 and .labels == ["A", "B", "C", "a", "b", "c"]'
misused 'melsift evaluate: e.csv: unsupported extension .csv, expected .json or .txt' evaluate ten.jsonl -o e.csv
evaluate --json ten.jsonl >ten.json
expect 0 evaluate ten.jsonl -o e.JSON
same ten.json e.JSON
misused 'melsift evaluate: target: "mood", expected label, genre, artist, language or liked' evaluate --target mood ten.jsonl

# Bad records among good ones: named, counted, the others evaluated.
{
  head -n 5 ten.jsonl
  echo '{"path":"x","predicted":"a"}'
  echo '{"path":"y","label":"a"}'
  echo 'label a predicted a'
  tail -n 5 ten.jsonl
} >bad.jsonl
expect 3 evaluate bad.jsonl missing.jsonl
same wanted out
says "melsift evaluate: bad.jsonl:6: the record has no label" \
  "melsift evaluate: bad.jsonl:7: the record has no prediction (run melsift classify first)" \
  "melsift evaluate: bad.jsonl:8: *" \
  "melsift evaluate: missing.jsonl: can't open: No such file or directory" \
  "melsift evaluate: 10 of 14 records, 4 failed"
: >empty.jsonl
for none in empty.jsonl -; do
  expect 1 evaluate $none
  nothing out
  says "melsift evaluate: records: none has both a label and a prediction"
done

# Output.
fills_disk evaluate ten.jsonl
expect 1 evaluate -o no/such/folder/out ten.jsonl
says "melsift evaluate: no/such/folder/out: can't create: No such file or directory"
echo old >kept
expect 1 evaluate -o kept empty.jsonl
[ "$(cat kept)" = old ] || fail "a failed run replaced its output"

# Neighbours: two classes in two corners, and a stranger in each.  By numpy the two nearest tracks of
# each track are the two others of its corner, so a third of them agree, and each is near to two.
for point in 'a 10 10 test' 'a 10 9 -' 'b 10 12 -' 'b -10 -10 -' 'b -10 -9 -' 'a -10 -12 -'; do
  read -r label x y split <<<"$point"
  printf '{"path":"%s","label":"%s","split":"%s","embedding":[%s,%s],"features":[%s]}\n' "$x,$y" "$label" "${split#-}" "$x" "$y" "$y"
done >corners.jsonl
expect 0 evaluate --neighbours 2 corners.jsonl
silent
cat >wanted <<'END'
agreement  33.3 % of each track's 2 nearest tracks have its class; 6 tracks
skewness   0.00 of how often a track is among the nearest (0: all equally often)
never      0.0 % of 6 tracks are never among the nearest

class  agreement %  tracks
a             33.3       3
b             33.3       3
END
same wanted out
expect 0 evaluate --neighbours 2 --use test --json corners.jsonl
[ "$(jq -c '[.count, .tracks, .k, .values, .agreement, (.classes | length)]' out)" = '[1,6,2,2,0.5,1]' ] || fail "$(cat out)"
expect 0 evaluate --neighbours 2 --by features --json corners.jsonl
[ "$(jq .values out)" = 1 ] || fail "$(cat out)"
expect 1 evaluate --neighbours 2 --by scores corners.jsonl
grep -q "corners.jsonl:1: the record has no scores" err || fail "$(cat err)"
expect 2 evaluate --by features corners.jsonl
says "melsift evaluate: --by: needs --neighbours (see melsift evaluate --help)"
expect 2 evaluate --neighbours 0 corners.jsonl
expect 2 evaluate --neighbours 2 --allow-overlap corners.jsonl

passed
