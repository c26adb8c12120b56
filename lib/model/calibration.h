// Probabilities that mean what they say: temperature scaling, and how far they are from it.
// C. Guo, G. Pleiss, Y. Sun, K. Weinberger: On Calibration of Modern Neural Networks.  ICML 2017.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "record/record.h"

namespace melsift::model {

// Temperatures that fit_temperature gives; where the likelihood rises beyond, the bound.
inline constexpr double kLowestTemperature = 0.05;
inline constexpr double kHighestTemperature = 20.0;

// The T that makes softmax(log p / T) most likely, in sum over the rows: p is a row of
// probabilities, (rows, classes), and classes[row] the true class; a single column is the
// probability of class 1 of two.  Above 1 the network was too sure of itself.  At least one row;
// of held-out rows, not of those that were trained on.  1 where every T is as likely.
double fit_temperature(const Matrix& probabilities, std::span<const int> classes);

// The probabilities that a calibration takes for the true classes of the rows.
enum class Targets {
  exact,     // 1
  smoothed,  // (n + 1) / (n + 2) of a class with n rows; the other classes share the rest
};

// The same with other targets.  Smoothed ones suit few rows, which may all be predicted correctly
// by chance: with exact targets no probability would be high enough.  J. Platt: Probabilistic
// Outputs for Support Vector Machines.  Advances in Large Margin Classifiers, 1999.
double fit_temperature(const Matrix& probabilities, std::span<const int> classes, Targets targets);

// The same for classified records with labels, such as those of a cross-validation.  The scores
// must be probabilities of `classes`, in this order.  Throws Error invalid_argument, beginning with
// `where`, if there are no records, or for a record without scores, with other classes, or with an
// unknown label.
double fit_temperature(std::span<const record::Record> records,
                       const std::vector<std::string>& classes, const std::string& where,
                       Targets targets = Targets::exact);

// p becomes softmax(log p / T), row by row; of a single column that is the sigmoid of the log odds
// divided by T.  The order of a row's classes stays.  T = 1 changes no bit.
void apply_temperature(Matrix& probabilities, double temperature);

// Predictions whose probability lies in (low, high].
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  long count = 0;
  double confidence = 0.0;  // mean probability of what was predicted; 0 of an empty bin
  double accuracy = 0.0;    // share that was right; 0 of an empty bin
};

// Counts predictions by how sure they were.
class Reliability {
 public:
  Reliability();

  // A prediction of this probability, 0..1, and whether it was right.
  void add(double confidence, bool right);
  void add(const Reliability& other);

  long count() const;
  // 15 of equal width, as Guo et al. have them.
  std::vector<ReliabilityBin> bins() const;
  // The expected calibration error: the mean over all predictions of |accuracy - confidence| of
  // their bin, 0..1; 0 without any.
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
