// A track's samples for several readers, decoded once.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "audio/read.h"
#include "audio/track_file.h"

namespace melsift::analysis {

// A track's samples, block by block, from a decoder or from memory.
class Samples {
 public:
  explicit Samples(audio::Stream stream) : from_(std::move(stream)) {}
  explicit Samples(std::shared_ptr<const audio::Clip> clip) : from_(Kept{std::move(clip)}) {}

  // The same as the methods of audio::Stream.
  bool read(std::vector<float>& samples);
  void rewind();
  const audio::Source& source() const;
  std::size_t expected_samples() const;

 private:
  struct Kept {
    std::shared_ptr<const audio::Clip> clip;
    bool read = false;
  };
  std::variant<audio::Stream, Kept> from_;
};

// A track that several readers decode only once, unless it is long.
class Sound {
 public:
  // Begins to decode the track at a sample rate.
  using Open = std::function<audio::Stream(int sample_rate)>;
  explicit Sound(Open open) : open_(std::move(open)) {}
  explicit Sound(std::shared_ptr<const audio::TrackFile> file);

  // Decodes the track at this rate and keeps the samples for samples(), if they take at most 64 MB:
  // 12 minutes at 22,050 Hz.  Throws what the stream throws.
  void keep(int sample_rate);
  // A reader that starts at the beginning.  Several threads may call it, but not during keep().
  Samples samples(int sample_rate) const;

 private:
  Open open_;
  std::map<int, std::shared_ptr<const audio::Clip>> kept_;
};

}  // namespace melsift::analysis
