// Calibration of probabilities: temperature scaling, and measures of the calibration error.  C.
// Guo, G. Pleiss, Y. Sun, K. Weinberger: On Calibration of Modern Neural Networks.  ICML 2017.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "record/record.h"

namespace melsift::model {

// The range of temperatures of fit_temperature; the bound if the likelihood rises beyond it.
inline constexpr double kLowestTemperature = 0.05;
inline constexpr double kHighestTemperature = 20.0;

// The T that maximises the likelihood of softmax(log p / T) over all rows.  p has a row of
// probabilities per track, (rows, classes), and classes[row] is the true class; a single column is
// the probability of class 1 of two.  A value above 1 means that the network was overconfident.
// There must be at least one row; use held-out rows, not training rows.  1 if every T is equally
// likely.
double fit_temperature(const Matrix& probabilities, std::span<const int> classes);

// The target probabilities of a calibration for the true classes of the rows.
enum class Targets {
  exact,     // 1
  smoothed,  // (n + 1) / (n + 2) for a class with n rows; the other classes share the rest
};

// The same with other targets.  Smoothed ones suit few rows, which may all be predicted correctly
// by chance: with exact targets no probability would be high enough.  J. Platt: Probabilistic
// Outputs for Support Vector Machines.  Advances in Large Margin Classifiers, 1999.
double fit_temperature(const Matrix& probabilities, std::span<const int> classes, Targets targets);

// The temperature of a new model by its held-out tracks.  1 if there are none, or if all are
// predicted correctly: no probability would be high enough.
double fit_held_out_temperature(const Matrix& probabilities, std::span<const int> classes);

// The same as fit_temperature for classified records with labels, such as those of a
// cross-validation.  The scores must be probabilities of `classes`, in this order.  Throws Error
// invalid_argument, beginning with `where`, if there are no records, or for a record without
// scores, with other classes, or with an unknown label.
double fit_temperature(std::span<const record::Record> records,
                       const std::vector<std::string>& classes, const std::string& where,
                       Targets targets = Targets::exact);

// Replaces p by softmax(log p / T), row by row; for a single column this is the sigmoid of the log
// odds divided by T.  The order of the classes in a row stays.  T = 1 changes no bit.
void apply_temperature(Matrix& probabilities, double temperature);

// Predictions whose probability lies in (low, high].
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  long count = 0;
  double confidence = 0.0;  // mean probability of the predicted class; 0 for an empty bin
  double accuracy = 0.0;    // fraction of correct predictions; 0 for an empty bin
};

// Counts predictions by their confidence.
class Reliability {
 public:
  Reliability();

  // Adds a prediction with this probability, 0..1, and whether it was correct.
  void add(double confidence, bool right);
  void add(const Reliability& other);

  long count() const;
  // 15 bins of equal width, as in Guo et al.
  std::vector<ReliabilityBin> bins() const;
  // The expected calibration error: the mean over all predictions of |accuracy - confidence| of
  // their bin, 0..1; 0 if there are none.
  double expected_error() const;

 private:
  struct Sum {
    long count = 0;
    long right = 0;
    double confidence = 0.0;
  };
  std::vector<Sum> sums_;
};

}  // namespace melsift::model
