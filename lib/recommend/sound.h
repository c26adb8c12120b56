// The sound of tracks: the comparable vectors of a catalogue, standardised.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

// The kind of a vector, and its field in a record.
enum class VectorKind {
  features,   // the record's `features`, from its front end
  embedding,  // a network's `embedding`
  indexed,    // a row of an index: standardised and of length 1, in the record's `features`
};

// The properties that vectors must share to be comparable.
struct SoundSpace {
  VectorKind kind = VectorKind::features;
  std::size_t size = 0;
  std::string front_end;  // empty for embeddings of records with the field "model"
  // For an embedding: the record's field "model" if it has one, otherwise the labels of its scores,
  // which at least distinguish networks for different tasks.
  std::string model;

  auto operator<=>(const SoundSpace&) const = default;
  // "features of 40 values (mfcc sr=22050 ...)"
  std::string text() const;
};

enum class SoundKind { any, features };

class Sound {
 public:
  // The space that most tracks of the catalogue share with one of the seed tracks, or, if no seed
  // track has a vector, the most frequent space of the catalogue; of two equally frequent spaces an
  // embedding.  Nothing if there is none.  The kind `features` excludes embeddings.
  static std::optional<Sound> of(const Tracks& tracks, std::span<const record::Record> given,
                                 SoundKind kind = SoundKind::any);

  // For the vectors of an index, VectorKind::indexed, which are already standardised.
  static Sound of_index(std::size_t dimension);

  const SoundSpace& space() const { return space_; }
  std::size_t size() const { return space_.size; }
  // The record's vector in this space; empty if it has none.
  std::span<const float> vector_of(const record::Record& record) const;
  // Writes the vector in units of the catalogue's standard deviation from the catalogue's mean,
  // value by value; a value that is the same for all tracks becomes 0.  Returns false, without a
  // change of `out`, if the record has no vector here.  `out` has size() values.
  bool standardise(const record::Record& record, std::span<double> out) const;

 private:
  SoundSpace space_;
  std::vector<double> mean_;
  std::vector<double> scale_;  // 1 / standard deviation
};

// The spaces of a record's vectors: none, one or two.
std::vector<SoundSpace> sound_spaces(const record::Record& record);

}  // namespace melsift::recommend
