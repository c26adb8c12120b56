// How well predicted classes agree with the true ones.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/calibration.h"

namespace melsift::model {

// Shares are 0..1; one whose denominator is zero is 0, as scikit-learn has it.
struct ClassQuality {
  std::string label;
  double precision = 0.0;  // of those predicted so, the share that is so
  double recall = 0.0;     // of those that are so, the share predicted so
  double f1 = 0.0;         // their harmonic mean
  long support = 0;        // tracks that are so
};

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

// Wilson's score interval for a share of `right` in `count` (Wilson 1927), at 95 %; count >= 1.
Interval wilson_interval(long right, long count);

struct Evaluation {
  long count = 0;
  double accuracy = 0.0;
  Interval interval;                         // of the accuracy
  double macro_f1 = 0.0;                     // mean over the classes that occur
  std::vector<ClassQuality> classes;         // in bytewise order of their labels
  std::vector<std::vector<long>> confusion;  // [true][predicted], in the order of classes
  Reliability reliability;                   // of those whose probability is known
};

// Counts pairs of true and predicted labels.
class Tally {
 public:
  // `confidence` is the probability of what is predicted, where it is known.
  void add(const std::string& label, const std::string& predicted,
           std::optional<double> confidence = {});
  void add(const Tally& other);
  long count() const { return static_cast<long>(pairs_.size()); }
  // Of at least one pair.
  Evaluation evaluation() const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
  Reliability reliability_;
};

// One JSON object on a line: count, accuracy, interval [low, high], macro_f1, calibration {count,
// error, bins [{low, high, count, confidence, accuracy}]} where probabilities are known, classes
// [{label, precision, recall, f1, support}], labels, confusion (a row a true class).
std::string to_json(const Evaluation& evaluation);

}  // namespace melsift::model
