// Evaluates a vector space by nearest neighbours: do near tracks have the same class, and is every
// track a neighbour of others, or only a few hubs?
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "record/record.h"

namespace melsift::recommend {

// The vector of a record: its embedding, its features, or its scores in the order of their labels.
enum class VectorKind { embedding, features, scores };

std::string_view to_text(VectorKind kind);
std::optional<VectorKind> parse_vector_kind(std::string_view text);

struct ClassAgreement {
  std::string label;
  std::size_t tracks = 0;  // queries of this class
  double agreement = 0.0;
};

// All fractions are between 0 and 1.
struct NeighbourQuality {
  std::size_t k = 0;
  std::size_t queries = 0;
  std::size_t tracks = 0;  // that can be neighbours
  std::size_t values = 0;  // of a vector
  // Mean over the queries of the fraction of a query's neighbours with its label.
  double agreement = 0.0;
  // Skewness (third standardised moment) of k-occurrence: how often each track is among the k
  // neighbours of a query.  0 for an even spread; large if few hubs are neighbours of most tracks
  // (Radovanovic, Nanopoulos and Ivanovic 2010).
  double skewness = 0.0;
  double never = 0.0;                   // fraction of the tracks that are nobody's neighbour
  std::vector<ClassAgreement> classes;  // by label
};

// {"count":..., "tracks":..., "k":..., "values":..., "agreement":..., "skewness":..., "never":...,
// "classes":[{"label":..., "tracks":..., "agreement":...}]}
std::string to_json(const NeighbourQuality& quality);

class NeighbourEvaluation {
 public:
  explicit NeighbourEvaluation(VectorKind kind) : kind_(kind) {}

  // Adds a track of class `label`.  `where` names the record in messages.  Throws Error
  // invalid_argument if the record has no vector of this kind, or one of another size than the
  // first record's (scores: other labels).
  void add(const record::Record& record, const std::string& label, const std::string& where);

  // The k nearest tracks of each query, which is a track whose split is in `splits` (empty: every
  // track).  Vectors are compared as `recommend` does: each value is standardised over all tracks,
  // then by cosine.  Embeddings of different models (record.model), such as those of a
  // cross-validation, can't be compared: only tracks of the same model are.  Neighbours exclude the
  // query itself and its group, unless the group is empty; of equally near tracks, the one that was
  // added first is nearer.  Queries without any such track are left out.  The result does not
  // depend on the number of threads.  Throws Error invalid_argument for k = 0 and if there is no
  // query.
  NeighbourQuality evaluate(std::size_t k, const std::vector<std::string>& splits,
                            unsigned threads) const;

 private:
  struct Track {
    std::string label, group, split;
    std::string space;  // the model of an embedding; empty: all vectors are comparable
  };

  // Rows of length 1, or 0 for a track that equals the mean.
  Matrix standardised() const;

  VectorKind kind_;
  std::vector<std::string> score_labels_;
  std::vector<Track> tracks_;
  std::vector<float> values_;  // of all tracks, one after another
};

}  // namespace melsift::recommend
