// How good ranked lists are, by relevance that is yes or no: the figures of recommender research.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crowd/sparse_rows.h"

namespace melsift::crowd {

// A list of items is ranked best first.  `hits[i]` says whether place i is relevant; `relevant`,
// 1 or more, is how many relevant items there are in all, ranked or not.  Only the first k places
// count; a list that is shorter has no hits behind its end.

// Normalized discounted cumulated gain: the hits' sum of 1 / log2(place + 1), places from 1,
// divided by that of a list which begins with min(k, relevant) hits (Jarvelin & Kekalainen, TOIS
// 2002).
double ndcg(std::span<const bool> hits, std::size_t relevant, std::size_t k);
// The share of the relevant items that are among the first k: hits / relevant.
double recall(std::span<const bool> hits, std::size_t relevant, std::size_t k);
// The mean over the hits of the share of hits up to their place, hits that can't be within k left
// out: the sum divided by min(k, relevant), as in the Million Song Dataset Challenge (McFee et al.
// 2012).  Its mean over users is MAP@k.
double average_precision(std::span<const bool> hits, std::size_t relevant, std::size_t k);

// 1 - the mean cosine of the pairs of items in the list, items by their listeners: rows of
// `by_item`, ascending user numbers (intra-list distance of Ziegler et al., WWW 2005).  0 of less
// than two items.
double intra_list_diversity(std::span<const std::uint32_t> items, const SparseRows& by_item);

// The mean self-information -log2(listeners / users), bits, of the items in a list (Zhou et al.,
// PNAS 2010).  An item without listeners counts as one with 1.
double novelty(std::span<const std::uint32_t> items, const SparseRows& by_item);

// The `count` items of the highest scores but those in `left_out` (ascending), best first; of equal
// scores the lower number comes first.
std::vector<std::uint32_t> best_items(std::span<const float> scores,
                                      std::span<const SparseRows::Entry> left_out,
                                      std::size_t count);

}  // namespace melsift::crowd
