// Item-item models by similarity: who has listened to this has also listened to that.
#pragma once

#include <cstddef>

#include "base/workers.h"
#include "crowd/sparse_rows.h"

namespace melsift::crowd {

// How an item's column of listens is weighted before columns are compared.
enum class Similarity {
  cosine,  // as it is
  tfidf,   // sqrt(r) idf(user): who listens to everything says little of anything
  bm25,    // Okapi BM25 (Robertson & Zaragoza 2009), k1 1.2, b 0.75: an item is a document, its
           // length the sum of its worths, a listener a term
};

struct NeighbourSettings {
  Similarity similarity = Similarity::cosine;
  double shrinkage = 2.0;      // added to the cosine's denominator: doubts items of few listeners
  std::size_t neighbours = 0;  // kept for each item, the most similar; 0: all
};

// Row i: the items similar to item i, never itself, by the cosine of their weighted columns of
// `by_user` (users, items), a . b / (|a| |b| + shrinkage)  (Sarwar et al., "Item-based
// collaborative filtering recommendation algorithms", WWW 2001; Deshpande & Karypis, TOIS 2004, for
// the rest of what is here).  A user's score of an item is the sum over the user's items i of worth
// * row i.
SparseRows item_neighbours(const SparseRows& by_user, const NeighbourSettings& settings,
                           Workers& workers);

}  // namespace melsift::crowd
