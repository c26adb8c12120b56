#include "analysis/key_and_tempo.h"

#include <cmath>
#include <vector>

#include "record/key_field.h"

namespace melsift::analysis {
namespace {

feature::Signal signal_of(Samples& samples) {
  return {[&](std::vector<float>& out) { return samples.read(out); }, [&] { samples.rewind(); }};
}

}  // namespace

void KeyAndTempo::estimate(const Sound& sound, record::Record& record,
                           std::optional<double> tempo_bpm) const {
  if (!tempo_bpm) {
    Samples samples = sound.samples(sample_rate());
    tempo_bpm = tempo_(signal_of(samples));
  }
  record.tempo_bpm = std::round(100.0 * *tempo_bpm) / 100.0;  // finer than it can be estimated
  Samples samples = sound.samples(sample_rate());
  if (const auto found = key_(signal_of(samples)))
    record::set_key(record, found->key, found->confidence);
  else
    record::copy_key(record, {});
}

void KeyAndTempo::estimate(const Sound& sound, std::span<record::Record> records) const {
  if (records.empty()) return;
  estimate(sound, records.front());
  for (record::Record& record : records.subspan(1)) {
    record.tempo_bpm = records.front().tempo_bpm;
    record::copy_key(record, records.front());
  }
}

}  // namespace melsift::analysis
