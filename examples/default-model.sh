#!/usr/bin/env bash
# Trains the model that melsift bundles, models/melnet.safetensors: four networks on windows of 10 s
# of the log-mel spectrogram of whole tracks.  Two of them get it without the mean of each band.
# The same kind of processor gives the same bytes.
#
# usage: examples/default-model.sh [--bin FOLDER] [--judge] [--seed N] [-o FOLDER] [DATA]
#   DATA          a folder with gtzan-features/split.csv and gtzan-mel30/mel30_dev.{csv,npy};
#                 default: $MELSIFT_DATA/data
#   --bin FOLDER  the folder of the executables; default: build/bin
#   --judge       write no model; print the figures of models/README.md, and the temperature
#   --seed N      seed of the first network; the bundled model has 1
#   -o FOLDER     write the model there; default: models
# Needs jq.  Training takes 21 minutes of processor time on two cores, --judge some 80.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() { sed -n '/^# usage/,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "default-model: $*" >&2; exit 1; }

bin=$root/build/bin models=$root/models data=${MELSIFT_DATA:+$MELSIFT_DATA/data} judge='' seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=${2:?--bin needs a folder}; shift ;;
    --judge) judge=yes ;;
    --seed) seed=${2:?--seed needs a number}; shift ;;
    -o) models=${2:?-o needs a folder}; shift ;;
    -h | --help) usage; exit ;;
    -*) fail "$1: unknown option (see --help)" ;;
    *) data=$1 ;;
  esac
  shift
done
[ -n "$data" ] || fail "DATA is missing (see --help)"
for file in gtzan-features/split.csv gtzan-mel30/mel30_dev.csv gtzan-mel30/mel30_dev.npy; do
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

# Assigns each track to one of four folds.  Tracks that the fault-filtered split leaves out
# (repetitions, distortions, wrong labels: Sturm 2013) are left out here, too.  In GTZAN, most
# tracks of an artist are neighbours, and all tracks of an artist are in one list of the split.
# Therefore a run of neighbours in one list stays whole, and a fold is a stretch of each genre.
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
melsift prepare -q --table "$data/gtzan-mel30/mel30_dev.csv" --array "$data/gtzan-mel30/mel30_dev.npy" \
  --zscore --label-column genre --id-column track --split-column split \
  --front-end 'mel sr=22050 n_fft=2048 hop_length=1708 n_mels=128 padding=constant ref=max top_db=80 zscore=1' |
  jq -c --slurpfile fold folds.json 'select($fold[0][.path] != null) | .fold = $fold[0][.path]' >tracks.jsonl

# train_model ARGUMENT...  No tracks are held out: most held-out tracks would share their artists
# with training tracks, and give optimistic results.
train_model() {
  melsift train -q --arch "$root/examples/default-model.json" --ensemble 4 --band-means both \
    --seed "$seed" --frames 128 --window-hop 130 --epochs 140 --batch-size 32 --optimizer adamw \
    --learning-rate 0.003 --schedule one-cycle --averaging 0.995 --label-smoothing 0.1 --mixup 0.2 \
    --roll --stretch 0.2 --band-shift 4 --filter 0.3 --validation 0 "$@" tracks.jsonl
}

if [ -z "$judge" ]; then
  # The temperature comes from the cross-validation of --judge.
  train_model --use all --temperature 0.8 -o "$models/melnet.safetensors" \
    --description "GTZAN's genres by mel windows of 10 s; cross-validated accuracy 65 %"
  melsift inspect "$models/melnet.safetensors"
  exit
fi

train_model --use all --folds 4 -o folds.jsonl
echo "four folds, $(wc -l <folds.jsonl) tracks"
melsift evaluate -q --use all folds.jsonl
echo
melsift evaluate -q --use all --neighbours 5 --by embedding folds.jsonl
# The published split, which is known to keep artists apart: train on "train", evaluate on "valid".
train_model --use train --calibration folds.jsonl -o half.safetensors
jq -c 'select(.split == "valid")' tracks.jsonl | melsift classify -q -m half.safetensors - >valid.jsonl
echo
echo "temperature of the folds: $(melsift inspect half.safetensors | awk '/at the temperature/ { print $NF }')"
echo "trained on the split train, evaluated on the split valid"
melsift evaluate -q --use all valid.jsonl
