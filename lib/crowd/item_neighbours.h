// Item-item models by similarity: users who listened to this item also listened to that one.
#pragma once

#include <cstddef>

#include "base/workers.h"
#include "crowd/sparse_rows.h"

namespace melsift::crowd {

// How an item's column of listens is weighted before columns are compared.
enum class Similarity {
  cosine,  // no weighting
  tfidf,   // sqrt(r) idf(user): users who listen to everything have little weight
  bm25,    // Okapi BM25 (Robertson & Zaragoza 2009), k1 1.2, b 0.75: an item is a document, its
           // length the sum of its weights, a listener a term
};

struct NeighbourSettings {
  Similarity similarity = Similarity::cosine;
  double shrinkage = 2.0;  // added to the denominator of the cosine: reduces the weight of items
                           // with few listeners
  std::size_t neighbours = 0;  // most similar items kept for each item; 0: all
};

// Row i: the items similar to item i, without itself, by the cosine of their weighted columns of
// `by_user` (users, items), a . b / (|a| |b| + shrinkage)  (Sarwar et al., "Item-based
// collaborative filtering recommendation algorithms", WWW 2001; Deshpande & Karypis, TOIS 2004, for
// the other parts).  A user's score of an item is the sum over the user's items i of row i times
// the weight of the listen to i.
SparseRows item_neighbours(const SparseRows& by_user, const NeighbourSettings& settings,
                           Workers& workers);

}  // namespace melsift::crowd
