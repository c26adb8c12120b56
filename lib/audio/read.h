// Audio in: any format libsndfile knows (WAV, AU, AIFF, FLAC, Ogg Vorbis, Opus, MP3, ...), any rate
// and number of channels, to one channel of floats at the rate wanted: the samples that
// librosa.load(path, sr=22050, mono=True) gives (channels averaged, then resampled by soxr HQ).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace melsift::audio {

// What the file held before conversion.
struct Source {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::int64_t frames = 0;  // samples a channel, counted while decoding

  double duration_s() const {
    return sample_rate > 0 ? static_cast<double>(frames) / sample_rate : 0.0;
  }
};

struct Clip {
  std::vector<float> samples;  // one channel, nominally in [-1, 1]
  int sample_rate = 0;         // Hz, of `samples`
  Source source;
};

// Decodes block by block, so that a track of any length needs little memory.
class Stream {
 public:
  // Opens a file, or bytes in memory that messages call `name`, to be delivered at `sample_rate` Hz
  // (0: the file's own).  Throws Error not_found, io; unsupported where it is no audio that is
  // known here or its rate lies outside of 1 kHz to 1 MHz; corrupt where it is damaged or
  // truncated.
  explicit Stream(const std::string& path, int sample_rate = 22050);
  Stream(std::string bytes, const std::string& name, int sample_rate = 22050);
  ~Stream();
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;

  // Appends the next block of samples (some ten thousand) to `samples`; false when there are no
  // more. Throws Error corrupt on a sample that is not finite, on fewer samples than the header
  // promised, and where there is no sample at all.
  bool read(std::vector<float>& samples);

  // Complete once read() has returned false.
  const Source& source() const;
  int sample_rate() const;
  // About how many samples read() will give in all, by the header; 0 where it does not say.
  std::size_t expected_samples() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A whole track.  Throws as Stream does.
Clip read(const std::string& path, int sample_rate = 22050);
Clip read_bytes(std::string bytes, const std::string& name, int sample_rate = 22050);

}  // namespace melsift::audio
