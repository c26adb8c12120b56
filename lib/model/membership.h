// A network of an ensemble that is trained as a task of its own, and the ensemble of such tasks.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "model/band_levels.h"

namespace melsift::model {

struct Model;

// What the model file of one network keeps for the ensemble that it becomes part of.
struct Membership {
  std::size_t number = 1;                  // of the network, from 1
  std::size_t count = 1;                   // networks of the ensemble
  std::string records;                     // hash of the rows that it was trained and validated on
  BandMeans band_means = BandMeans::keep;  // of the ensemble; the network's own are in its scaler
  // The held-out tracks, to which the ensemble's temperature is fitted.  Empty if the temperature
  // does not depend on the networks: it is then the model's.
  Matrix sums;               // (tracks, outputs), the network's outputs summed over the windows
  std::size_t windows = 1;   // of each track
  std::vector<int> classes;  // of the tracks
};

// "3/5".
std::string member_name(const Membership& membership);

// The ensemble of all members, in any order: the same model as train() makes of the ensemble.
// `names` are the names of their files.  Throws Error invalid_argument, beginning with a name or
// "members", if a model is not a member, if a member is missing or given twice, or if members are
// of different trainings.
Model join(std::vector<Model> members, std::span<const std::string> names);

}  // namespace melsift::model
