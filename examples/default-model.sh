#!/usr/bin/env bash
# The models that melsift brings, made again: judges each recipe on artists that it has not heard,
# and both together, then trains on all and writes models/gtzan57.safetensors and
# models/melnet.safetensors, the same bytes every time on the same kind of processor.
#
# usage: examples/default-model.sh [--bin FOLDER] [--judge-only] [-o FOLDER] [DATA]
#   DATA           a folder with gtzan-features/features_30_sec.dev.csv, gtzan-features/split.csv and
#                  gtzan-mel/mel_dev.{csv,npy}; default: $MELSIFT_DATA/data
#   --bin FOLDER   where melsift is; default: build/bin
#   --judge-only   write no model
#   -o FOLDER      write the models there; default: models
# Needs jq.  Takes some eight minutes.  What the figures mean is told in models/README.md.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "default-model: $*" >&2; exit 1; }

bin=$root/build/bin models=$root/models data=${MELSIFT_DATA:+$MELSIFT_DATA/data} judge_only=''
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=${2:?--bin wants a folder}; shift ;;
    --judge-only) judge_only=1 ;;
    -o) models=${2:?-o wants a folder}; shift ;;
    -h | --help) usage; exit ;;
    -*) fail "$1: unknown option (see --help)" ;;
    *) data=$1 ;;
  esac
  shift
done
[ -n "$data" ] || fail "no folder of data (see --help)"
for file in gtzan-features/features_30_sec.dev.csv gtzan-features/split.csv gtzan-mel/mel_dev.csv gtzan-mel/mel_dev.npy; do
  [ -r "$data/$file" ] || fail "$data/$file: no such file"
done
bin=$(cd "$bin" && pwd)
data=$(cd "$data" && pwd)
mkdir -p "$models"
models=$(cd "$models" && pwd)
PATH=$bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Four folds by tracks' names.  Those that the fault-filtered split leaves out (repetitions,
# distortions, mislabellings: Sturm 2013) have none, and are left out here.  GTZAN's tracks of an
# artist stand next to each other, mostly, and its artists are all in one list of that split: so runs
# of neighbours in one list are kept whole, and a fold takes a stretch of each genre.
awk -F, -v folds=4 '
  FNR > 1 {
    split($1, name, "."); number = name[2] + 0
    if ($3 == "unlisted") { if (number == last + 1) last = number; next }
    if ($2 != genre || $3 != list || number != last + 1) ++run
    genre = $2; list = $3; last = number
    track[++n] = $1; genre_of[n] = $2; run_of[n] = run; ++tracks_of[$2]; ++size[run]
  }
  END {
    for (i = 1; i <= n; ++i) {
      if (run_of[i] != run_of[i - 1]) {
        if (genre_of[i] != genre_of[i - 1]) before = 0
        fold = int((before + size[run_of[i]] / 2) * folds / tracks_of[genre_of[i]])
        before += size[run_of[i]]
      }
      printf("%s\"%s\":%d%s", (i > 1 ? "," : "{"), track[i], fold, (i < n ? "" : "}\n"))
    }
  }' "$data/gtzan-features/split.csv" >folds.json
folded() { jq -c --slurpfile fold folds.json 'select($fold[0][.path] != null) | .fold = $fold[0][.path]'; }

# Tracks are called alike in both tables ("blues.00000").
awk -F, -v OFS=, 'NR == FNR { split_of[$1] = $3; next } FNR == 1 { print $0, "split"; next }
  { sub(/\.wav$/, "", $1); print $0, split_of[$1] }' \
  "$data/gtzan-features/split.csv" "$data/gtzan-features/features_30_sec.dev.csv" >features.csv
melsift prepare -q --table features.csv --id-column filename --label-column label \
  --drop-columns length --split-column split | folded >gtzan57.jsonl
melsift prepare -q --table "$data/gtzan-mel/mel_dev.csv" --array "$data/gtzan-mel/mel_dev.npy" \
  --label-column genre --id-column track --split-column split \
  --front-end 'mel sr=22050 n_fft=2048 hop_length=512 n_mels=128 padding=constant ref=max top_db=80 zscore=1' |
  folded >melnet.jsonl

# train_as MODEL ARGUMENT...  Without a share held out: what could be held out has the artists that
# are trained on, and would flatter.
train_as() {
  local model=$1; shift
  case $model in
    # Two of its columns are rounding noise around zero.
    gtzan57) melsift train -q --arch tabular --leave-out "harmony_mean,perceptr_mean" --validation 0 "$@" ;;
    melnet) melsift train -q --arch melnet --validation 0 --weight 3 "$@" ;;
  esac
}

# What both say of a track: the mean of their probabilities, melnet's by a weight of 3, so that
# gtzan57 has a share of a quarter.  Of four trainings of melnet, judged in these folds, shares of 0.2
# and 0.3 made 1.5 and 1.6 points of accuracy in the mean, equal shares lost 0.5.
unite() {
  jq -cs 'group_by(.path)[] | {path: .[0].path, label: .[0].label} +
    {scores: ([.[0].scores, .[1].scores] | . as [$a, $b] | $a | with_entries(.value = (.value + 3 * $b[.key]) / 4))} |
    .predicted = (.scores | to_entries | max_by(.value).key)' "$@"
}
accuracy() { melsift evaluate -q --use all --json "$1" | jq -r '.accuracy * 1000 | round / 10'; }

for model in gtzan57 melnet; do
  train_as $model --use all --folds 4 $model.jsonl -o $model.said.jsonl
  # The published split itself, which is certain to keep artists apart: train judged by valid.
  train_as $model --use train $model.jsonl -o $model.half.safetensors
  grep '"split":"valid"' $model.jsonl | melsift classify -q -m $model.half.safetensors - >$model.valid.said.jsonl
done
unite gtzan57.said.jsonl melnet.said.jsonl >both.said.jsonl
unite gtzan57.valid.said.jsonl melnet.valid.said.jsonl >both.valid.said.jsonl
for model in gtzan57 melnet both; do
  printf '\n%s: four folds, %s tracks; the split'\''s train judged by its valid: %s %%\n' $model \
    "$(wc -l <$model.said.jsonl)" "$(accuracy $model.valid.said.jsonl)"
  melsift evaluate -q --use all $model.said.jsonl
done
[ -z "$judge_only" ] || exit 0

for model in gtzan57 melnet; do
  case $model in
    gtzan57) what="GTZAN's genres by 57 features of the track" ;;
    melnet) what="GTZAN's genres by mel windows of 3 s" ;;
  esac
  train_as $model --use all $model.jsonl -o "$models/$model.safetensors" \
    --description "$what; cross-validated accuracy $(accuracy $model.said.jsonl) %, both together $(accuracy both.said.jsonl) %"
  melsift inspect "$models/$model.safetensors"
done
