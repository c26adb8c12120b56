// How well predicted classes agree with true classes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/calibration.h"

namespace melsift::model {

// Fractions are 0..1; a fraction whose denominator is zero is 0, as in scikit-learn.
struct ClassQuality {
  std::string label;
  double precision = 0.0;  // fraction of the tracks predicted as this class that have it
  double recall = 0.0;     // fraction of the tracks of this class that are predicted as such
  double f1 = 0.0;         // their harmonic mean
  long support = 0;        // tracks of this class
};

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

// Wilson's score interval for the fraction `right` / `count` (Wilson 1927), at 95 %; count >= 1.
Interval wilson_interval(long right, long count);

struct Evaluation {
  long count = 0;
  double accuracy = 0.0;
  Interval interval;                         // of the accuracy
  double macro_f1 = 0.0;                     // mean over the classes that occur
  std::vector<ClassQuality> classes;         // in bytewise order of their labels
  std::vector<std::vector<long>> confusion;  // [true][predicted], in the order of classes
  Reliability reliability;                   // of the predictions with a known probability
};

// Counts pairs of true and predicted labels.
class Tally {
 public:
  // `confidence` is the probability of the predicted class, if it is known.
  void add(const std::string& label, const std::string& predicted,
           std::optional<double> confidence = {});
  void add(const Tally& other);
  long count() const { return static_cast<long>(pairs_.size()); }
  // The evaluation of at least one pair.
  Evaluation evaluation() const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
  Reliability reliability_;
};

// One JSON object on a line: count, accuracy, interval [low, high], macro_f1, calibration {count,
// error, bins [{low, high, count, confidence, accuracy}]} if probabilities are known, classes
// [{label, precision, recall, f1, support}], labels, confusion (one row per true class).
std::string to_json(const Evaluation& evaluation);

}  // namespace melsift::model
