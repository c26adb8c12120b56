// The tick marks of an axis, and their labels.
#pragma once

#include <string>
#include <vector>

namespace melsift::picture {

struct Tick {
  double value = 0.0;
  std::string label;
};

// Multiples of 1, 2 or 5 times a power of ten between `low` and `high`, both included, at most
// `most` >= 2; labels have enough digits to differ.  low < high, both finite.
std::vector<Tick> number_ticks(double low, double high, int most);

// Times in seconds from 0 to `end_s`, at usual steps: 1-2-5 below ten seconds, then 10, 15, 30 s,
// minutes, hours.  Labels are "0.5 s" on an axis of less than ten seconds, "1:05" below an hour,
// "1:05:00" above.
std::vector<Tick> time_ticks(double end_s, int most);

// Frequencies of 1, 2 or 5 times a power of ten between `low_hz` > 0 and `high_hz`: "500", "2k".
std::vector<Tick> frequency_ticks(double low_hz, double high_hz);

}  // namespace melsift::picture
