// Quality of ranked lists with binary relevance, by the usual metrics of recommender research.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crowd/sparse_rows.h"

namespace melsift::crowd {

// A list of items is ranked best first.  `hits[i]` says whether the item at rank i is relevant;
// `relevant`, at least 1, is the number of all relevant items, ranked or not.  Only the first k
// ranks count; a shorter list has no hits after its end.

// Normalized discounted cumulated gain: the sum of 1 / log2(rank + 1) over the hits, ranks from 1,
// divided by the sum of a list that begins with min(k, relevant) hits (Jarvelin & Kekalainen, TOIS
// 2002).
double ndcg(std::span<const bool> hits, std::size_t relevant, std::size_t k);
// The fraction of the relevant items that are among the first k: hits / relevant.
double recall(std::span<const bool> hits, std::size_t relevant, std::size_t k);
// Average precision: the sum, over the hits, of the fraction of hits up to their rank, divided by
// min(k, relevant), as in the Million Song Dataset Challenge (McFee et al.  2012).  Its mean over
// users is MAP@k.
double average_precision(std::span<const bool> hits, std::size_t relevant, std::size_t k);

// 1 - the mean cosine of all pairs of items in the list.  Items are compared by their listeners:
// rows of `by_item`, ascending user numbers (intra-list distance of Ziegler et al., WWW 2005).  0
// for fewer than two items.
double intra_list_diversity(std::span<const std::uint32_t> items, const SparseRows& by_item);

// The mean self-information -log2(listeners / users), bits, of the items in a list (Zhou et al.,
// PNAS 2010).  An item without listeners counts as if it had one.
double novelty(std::span<const std::uint32_t> items, const SparseRows& by_item);

// The `count` items with the highest scores, best first, without those in `left_out` (ascending).
// Of equal scores the lower number comes first.
std::vector<std::uint32_t> best_items(std::span<const float> scores,
                                      std::span<const SparseRows::Entry> left_out,
                                      std::size_t count);

}  // namespace melsift::crowd
