// Audio in: any format that libsndfile or libmpg123 knows (WAV, AU, AIFF, CAF, FLAC, Ogg Vorbis,
// Opus, MP3, ...) and, where melsift is built with it, libavformat (AAC and ALAC in m4a, WMA, WebM,
// ...), any rate and number of channels, to one channel of floats at the rate wanted: the samples
// that librosa.load(path, sr=22050, mono=True) gives (channels averaged, then resampled by soxr
// HQ). Two differences: of an MP3 without a Xing tag librosa drops what lies beyond the length that
// it estimates from the first frame, and of an Ogg file all streams but the first; here all of them
// are read.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace melsift::audio {

class TrackFile;

// What the file held before conversion.
struct Source {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::int64_t frames = 0;  // samples a channel of the part read, counted while decoding

  double duration_s() const {
    return sample_rate > 0 ? static_cast<double>(frames) / sample_rate : 0.0;
  }
};

// What to read of a file, as librosa.load's arguments of the same names.
struct ReadOptions {
  int sample_rate = 22050;  // Hz of the samples that come out; 0: the file's own
  double offset_s = 0.0;    // where to start: int(offset_s * the source's rate) frames are left out
  double duration_s = 0.0;  // at most int(duration_s * the source's rate) frames; 0: to the end
};
// A part has the samples that the whole has there, before resampling.  What is read to its end must
// be whole; with a duration, a file may be damaged or truncated behind the part.

struct Clip {
  std::vector<float> samples;  // one channel, nominally in [-1, 1]
  int sample_rate = 0;         // Hz, of `samples`
  Source source;
};

// Decodes block by block, so that a track of any length needs little memory.
class Stream {
 public:
  // Opens a file, or bytes in memory that messages call `name`.  Throws Error not_found, io;
  // unsupported where it is no audio that is known here or its rate lies outside of 1 kHz to
  // 1 MHz; corrupt where it is damaged or truncated; invalid_argument for options that are negative
  // or not finite.
  explicit Stream(const std::string& path, const ReadOptions& options = {});
  Stream(std::string bytes, const std::string& name, const ReadOptions& options);
  // Reads a file that is open already; several streams may do so at the same time.
  Stream(std::shared_ptr<const TrackFile> file, const ReadOptions& options);
  ~Stream();
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;

  // Appends the next block of samples (some ten thousand) to `samples`; false when there are no
  // more. Throws Error corrupt on a sample that is not finite or beyond 1e10, on fewer samples than
  // the header promised, and where there is no sample at all; invalid_argument where the part asked
  // for starts after the end.
  bool read(std::vector<float>& samples);

  // Starts again: read() gives the same samples once more, from the first on, and source().frames
  // is counted anew.  Throws as the constructor does.
  void rewind();

  // Complete once read() has returned false.
  const Source& source() const;
  int sample_rate() const;
  // About how many samples read() will give in all, by the header; 0 where it does not say.
  std::size_t expected_samples() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A whole track, or the part of it that the options name.  Throws as Stream does.
Clip read(const std::string& path, const ReadOptions& options);
Clip read(const std::string& path, int sample_rate = 22050);
Clip read_bytes(std::string bytes, const std::string& name, const ReadOptions& options);
Clip read_bytes(std::string bytes, const std::string& name, int sample_rate = 22050);

}  // namespace melsift::audio
