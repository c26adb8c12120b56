#!/usr/bin/env bash
# End to end: recommenders of a crowd on last.fm's listens.  The published baselines come out with
# their settings, and the recipes beat them.
# Usage: crowd_outside_test.sh FOLDER_OF_EXECUTABLES
# shellcheck disable=SC2016  # the variables of jq filters
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"
outside data/lastfm2k
data=$MELSIFT_DATA/data/lastfm2k

judge() { # ARCH NDCG@10 RECALL@20 [OPTION...]: at least these
  local arch=$1 ndcg=$2 recall=$3
  shift 3
  train -q --arch "$arch" "$@" "$data/train.tsv" -o lastfm.safetensors
  evaluate -q --json --recommender lastfm.safetensors --listens "$data/train.tsv" --test "$data/test.tsv" >out
  holds out '.[0].at | .[0].ndcg >= $ndcg and .[1].recall >= $recall' --argjson ndcg "$ndcg" --argjson recall "$recall"
}
near() { holds out ".[0].at | (.[0].ndcg - $1 | fabs < 0.0006) and (.[1].recall - $2 | fabs < 0.0006)"; }
judge popularity 0 0
near 0.081 0.107
judge item-knn 0 0 --weighting binary --shrinkage 0
near 0.218 0.253
judge als 0.220 0.271
judge blend 0.24 0.29

passed
