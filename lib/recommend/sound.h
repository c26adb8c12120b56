// How tracks sound: the vectors of a catalogue that can be compared, standardised.
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

// Where a vector stands, and what it is.
enum class VectorKind {
  features,   // the record's `features`, of its front end
  embedding,  // a network's `embedding`
  indexed,    // a row of an index: standardised and of length 1, in the record's `features`
};

// What vectors must share to be comparable.
struct SoundSpace {
  VectorKind kind = VectorKind::features;
  std::size_t size = 0;
  std::string front_end;  // empty for embeddings of records with the field "model"
  // Of an embedding: the record's field "model" where it has one, else the labels of its scores,
  // which at least tell networks for different tasks apart.
  std::string model;

  auto operator<=>(const SoundSpace&) const = default;
  // "features of 40 values (mfcc sr=22050 ...)"
  std::string text() const;
};

enum class SoundKind { any, features };

class Sound {
 public:
  // The space that most of the catalogue's tracks share with one of the given tracks, or where
  // none of these has a vector, the catalogue's most frequent; of two as frequent an embedding.
  // Nothing where there is none.  Of the kind `features` no embedding is taken.
  static std::optional<Sound> of(const Tracks& tracks, std::span<const record::Record> given,
                                 SoundKind kind = SoundKind::any);

  // Of the vectors of an index, VectorKind::indexed, which are standardised already.
  static Sound of_index(std::size_t dimension);

  const SoundSpace& space() const { return space_; }
  std::size_t size() const { return space_.size; }
  // The record's vector in this space; empty where it has none.
  std::span<const float> vector_of(const record::Record& record) const;
  // The vector in units of the catalogue's standard deviation from the catalogue's mean, value by
  // value; a value that is the same for all tracks becomes 0.  False, and `out` untouched, where
  // the record has no vector here.  `out` has size() values.
  bool standardise(const record::Record& record, std::span<double> out) const;

 private:
  SoundSpace space_;
  std::vector<double> mean_;
  std::vector<double> scale_;  // 1 / standard deviation
};

// The spaces that a record has vectors in: none, one or two.
std::vector<SoundSpace> sound_spaces(const record::Record& record);

}  // namespace melsift::recommend
