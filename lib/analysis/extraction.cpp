#include "analysis/extraction.h"

#include <cstddef>
#include <utility>

#include "base/error.h"
#include "feature/signal.h"
#include "feature/signal_error.h"

namespace melsift::analysis {
namespace {

// The samples for an extractor; the tap gets them on the first read.
feature::Signal signal_of(Samples& samples, const Tap& tap, bool& is_first) {
  return {[&](std::vector<float>& out) {
            const std::size_t before = out.size();
            const bool more = samples.read(out);
            if (is_first && tap) tap(std::span(out).subspan(before));
            return more;
          },
          [&] {
            is_first = false;
            samples.rewind();
          }};
}

void set_source(record::Record& record, const Samples& samples) {
  record.duration_s = samples.source().duration_s();
  record.duration_estimated = false;
  record.sample_rate = samples.source().sample_rate;
}

}  // namespace

std::vector<record::Record> extract_records(const record::Record& track, Samples& samples,
                                            const feature::Extractor& extractor,
                                            const std::string& where, const Tap& tap) {
  const feature::FrontEnd& front_end = extractor.front_end();
  const bool in_pieces = front_end.segment_s > 0.0 || front_end.window_frames > 0;
  record::Record begun = track;
  begun.front_end = front_end.text();
  if (in_pieces && begun.group.empty()) begun.group = begun.path;

  bool is_first = true;
  std::vector<record::Record> records;
  try {
    extractor(signal_of(samples, tap, is_first), [&](feature::Piece&& piece) {
      record::Record& record = records.emplace_back(begun);
      record.features = std::move(piece.vector);
      record.mel = std::move(piece.matrix);
      if (in_pieces) record.segment = {piece.index, piece.start_s, piece.duration_s};
    });
  } catch (const feature::SignalError& error) {
    throw Error(error.kind(), where, error.detail());
  }
  for (record::Record& record : records) set_source(record, samples);
  return records;
}

std::vector<record::Record> extract_records(const Track& track, const feature::Extractor& extractor,
                                            audio::ReadOptions part,
                                            const KeyAndTempo* key_and_tempo) {
  using Access = audio::TrackFile::Access;
  const auto file = track.open(part.duration_s > 0.0 ? Access::parts : Access::whole);
  Sound sound([&](int sample_rate) {
    part.sample_rate = sample_rate;
    return audio::Stream(file, part);
  });
  if (key_and_tempo) sound.keep(key_and_tempo->sample_rate());
  Samples samples = sound.samples(extractor.front_end().sr);
  auto records = extract_records(track.record, samples, extractor, track.audio_name());
  if (key_and_tempo) key_and_tempo->estimate(sound, records);
  return records;
}

ExcerptRecord extract_excerpt(const record::Record& track, Samples& samples,
                              const feature::Extractor& extractor, const feature::Excerpt& excerpt,
                              const std::string& where, const Tap& tap) {
  ExcerptRecord result{track, 1};
  result.record.front_end = extractor.front_end().text();
  bool is_first = true;
  try {
    feature::MelExcerpt extracted = extractor.excerpt(signal_of(samples, tap, is_first), excerpt);
    result.record.mel = std::move(extracted.mel);
    result.stride = extracted.stride;
  } catch (const feature::SignalError& error) {
    throw Error(error.kind(), where, error.detail());
  }
  set_source(result.record, samples);
  return result;
}

}  // namespace melsift::analysis
