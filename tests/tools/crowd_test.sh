#!/usr/bin/env bash
# End to end: models of who listens to what are trained, evaluated and shown, on small histories
# with known answers.  crowd_outside_test.sh evaluates them on last.fm's.
# Usage: crowd_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

# Two tastes: users with even numbers listen to six of eight artists a..h, the others to i..p.
awk 'BEGIN {
  print "user\titem\tplays"
  for (u = 0; u < 60; u++)
    for (k = 0; k < 8; k++)
      if ((u * 7 + k * 5) % 8 < 6)
        printf "u%d\t%s\t%d\n", u, substr(u % 2 ? "ijklmnop" : "abcdefgh", k + 1, 1), 1 + (u * 13 + k * 29) % 50
}' >all.tsv
awk 'NR == 1 || NR % 6 != 0' all.tsv >train.tsv
awk 'NR == 1 || NR % 6 == 0' all.tsv >test.tsv

small=(--factors 2 --alpha 10 --regularization 1)  # a factor for each taste
for arch in popularity item-knn ease als blend; do
  options=()
  case $arch in als | blend) options=("${small[@]}") ;; esac
  expect 0 train --arch $arch "${options[@]}" train.tsv -o $arch.safetensors -j 1
  nothing out
  grep -q 'melsift train: [0-9]* listens of 60 users to 16 items' err || fail "no counts"
  grep -q "melsift train: model written to $arch.safetensors" err || fail "no end"
  # The same bytes whatever the number of threads, from standard input, a CSV and JSON Lines.
  for j in 2 5; do
    expect 0 train -q --arch $arch "${options[@]}" train.tsv -o again.safetensors -j $j
    silent
    same $arch.safetensors again.safetensors
  done
  train -q --arch $arch "${options[@]}" <train.tsv -o - >again.safetensors
  same $arch.safetensors again.safetensors
  tr '\t' , <train.tsv >train.csv
  train -q --arch $arch "${options[@]}" train.csv -o again.safetensors
  same $arch.safetensors again.safetensors
  tail -n +2 train.tsv | jq -cR 'split("\t") | {user: .[0], item: .[1], plays: .[2] | tonumber}' >train.jsonl
  train -q --arch $arch "${options[@]}" train.jsonl -o again.safetensors
  same $arch.safetensors again.safetensors
  metadata $arch.safetensors '.format' | grep -qx '"melsift-crowd 1"' || fail "another format"

  expect 0 evaluate --json --recommender $arch.safetensors --listens train.tsv --test test.tsv --k 4,16
  silent
  records out 1
  holds out '.[0].at | map(.k) == [4, 16]'
  # Two or three artists of each user's taste are not in train: a list of 4 finds them all.  A list
  # of 16 finds everything.
  holds out '.[0].at[1] | .recall == 1 and .coverage == 1'
  if [ $arch = popularity ]; then
    holds out '.[0].at[0].recall < 0.8'
  else
    holds out '.[0].at[0].recall == 1'
  fi
  cp out one
  expect 0 evaluate --json -j 3 --recommender $arch.safetensors --listens train.tsv --test test.tsv --k 4,16
  same one out
  expect 0 inspect $arch.safetensors
  silent
  grep -q "^training  arch=$arch" out || fail "inspect says: $(cat out)"
done
expect 0 train --arch als "${small[@]}" --seed 2 --iterations 3 train.tsv -o again.safetensors
grep -qE '^melsift train: iteration 3/3  loss [0-9.]+$' err || fail "no iterations: $(cat err)"
cmp -s als.safetensors again.safetensors && fail "another seed, the same model"

# The table for people.
expect 0 evaluate --recommender ease.safetensors --listens train.tsv --test test.tsv
silent
head -n 1 out | grep -qE '^[0-9]+ users, [0-9]+ items to be found, 0 of them unknown to the model$' || fail "$(cat out)"
sed -n 3p out | grep -qE '^ k  NDCG@k  recall@k   MAP@k  coverage  diversity  novelty bits$' || fail "$(cat out)"
[ "$(sed -n '4,$p' out | awk '{ print $1 }' | paste -sd ' ')" = '10 20' ] || fail "$(cat out)"

# Known listens are not a test; new users get popular items; items without listens can't be found.
{ head -n 3 train.tsv; printf 'stranger\ta\t1\nu1\tnew\t1\n'; } >odd.tsv
expect 0 evaluate --json --recommender als.safetensors --listens train.tsv --test odd.tsv
says "melsift evaluate: warning: odd.tsv: 2 rows are among the users' listens: left out" \
  "melsift evaluate: 1 of 2 users have no listens that the model knows: they get popular items"
holds out '.[0] | .users == 2 and .unknown_users == 1 and .unknown_items == 1 and .known_listens == 2'
expect 1 evaluate -q --recommender als.safetensors --listens train.tsv --test <(head -n 3 train.tsv)
nothing out
says "melsift evaluate: test: has no user with an item to predict"

# Bad rows: named, counted, the others used.
{ cat train.tsv; printf 'u1\t\t3\nu1\ta\tmany\nu1\n'; } >bad.tsv
rows=$(wc -l <train.tsv)
expect 3 train -q --arch popularity bad.tsv missing.tsv -o bad.safetensors
says "melsift train: bad.tsv:$((rows + 1)): the item is empty" \
  "melsift train: bad.tsv:$((rows + 2)): plays: \"many\" is not a number" \
  "melsift train: bad.tsv:$((rows + 3)): 1 columns, expected 3" \
  "melsift train: missing.tsv: can't open: No such file or directory" \
  "melsift train: $((rows - 1)) of $((rows + 3)) rows, 4 failed"
same bad.safetensors popularity.safetensors
printf 'artist\tplays\nx\t1\n' >headless.tsv
expect 1 train -q --arch als headless.tsv -o none.safetensors
says "melsift train: headless.tsv:1: the header names no column \"user\" (expected user, item and plays)" \
  "melsift train: listens: there are none"
[ ! -e none.safetensors ] || fail "a model of nothing"

# Mistakes on the command line.
misused 'melsift train: --factors: is for --arch als or blend, not ease' train --arch ease --factors 3 train.tsv -o x
misused 'melsift train: --epochs: is for networks, not for --arch als' train --arch als --epochs 3 train.tsv -o x
misused 'melsift train: --folds: is for networks, not for --arch als' train --arch als --folds 3 train.tsv -o x
misused 'melsift train: --factors: is for --arch als or blend' train --factors 3 train.tsv -o x
misused 'melsift train: --ridge: is for --arch ease or blend' train --arch mlp --ridge 3 train.tsv -o x
misused 'melsift train: similarity: "sine", expected cosine, tfidf or bm25' train --arch item-knn --similarity sine train.tsv -o x
misused 'melsift train: factors: expected 1 to 1024' train --arch als --factors 0 train.tsv -o x
misused 'melsift train: --output is required' train --arch als train.tsv
misused 'melsift evaluate: --recommender: needs --test' evaluate --recommender als.safetensors --listens train.tsv
misused 'melsift evaluate: --k: needs --recommender' evaluate --k 5
misused "melsift evaluate: --use: can't be combined with --recommender" evaluate --recommender m --listens a --test b --use test
misused "melsift evaluate: standard input can't be both the listens and the test" evaluate --recommender m --listens - --test -

# Damaged models, models of another kind, full disks.
head -c $(($(stat -c %s blend.safetensors) - 5)) blend.safetensors >cut.safetensors
expect 1 evaluate --recommender cut.safetensors --listens train.tsv --test test.tsv
nothing out
says "melsift evaluate: cut.safetensors: *truncated*"
expect 1 inspect cut.safetensors
expect 1 evaluate --recommender train.tsv --listens train.tsv --test test.tsv
says "melsift evaluate: train.tsv: is not a safetensors file: *"
toy_features 30 | train -q - -o toy.safetensors
expect 1 evaluate --recommender toy.safetensors --listens train.tsv --test test.tsv
says 'melsift evaluate: toy.safetensors: its format is "melsift-model 1", expected melsift-crowd 1'
fills_disk evaluate --recommender ease.safetensors --listens train.tsv --test test.tsv
[ ! -e /dev/full ] || { expect 1 train -q --arch ease train.tsv -o /dev/full; says "melsift train: /dev/full: can't write*"; }
expect 1 train -q --arch ease train.tsv -o no/such/folder/m
says "melsift train: no/such/folder/m: can't create: No such file or directory"
cp ease.safetensors kept
expect 1 train -q --arch ease headless.tsv -o kept
same ease.safetensors kept


passed
