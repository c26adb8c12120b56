// Decodes audio to one channel of floats at one rate.
//
//   const audio::Clip clip = audio::read("song.mp3", 22050);
//
// Formats: those of libsndfile and libmpg123 (WAV, AU, AIFF, CAF, FLAC, Ogg Vorbis, Opus, MP3) and,
// if melsift is built with libavformat, AAC and ALAC in M4A, WMA and WebM.  Files are recognised by
// content.  Any rate from 1 kHz to 1 MHz and any number of channels.
//
// The samples are those of librosa.load(path, sr=22050, mono=True): the mean of the channels,
// resampled by soxr at its quality HQ.  Two differences: librosa drops the end of an MP3 without a
// Xing tag, if the first frame promises a shorter file, and all streams of an Ogg file but the
// first.  Here all are read.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace melsift::audio {

class TrackFile;

// The file before conversion.
struct Source {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::int64_t frames = 0;  // samples per channel of the part read, counted while decoding

  double duration_s() const {
    return sample_rate > 0 ? static_cast<double>(frames) / sample_rate : 0.0;
  }
};

// The part of a file to read; the arguments of librosa.load.  A part has the samples that the whole
// track has there, before resampling.  If it ends with the file, the file must be complete; if it
// ends before, the file may be damaged or truncated after it.
struct ReadOptions {
  int sample_rate = 22050;  // Hz, of the result; 0: the file's own
  double offset_s = 0.0;    // seconds to skip: int(offset_s * the file's rate) samples per channel
  double duration_s = 0.0;  // seconds to read: at most int(duration_s * the file's rate) samples
                            // per channel; 0: to the end
};

struct Clip {
  std::vector<float> samples;  // one channel, nominally in [-1, 1]
  int sample_rate = 0;         // Hz, of `samples`
  Source source;
};

// Decodes block by block, so that a track of any length needs little memory.
class Stream {
 public:
  // Opens a file, or bytes in memory that messages call `name`.  Throws Error not_found or io;
  // unsupported if the format is not known or the rate is outside of 1 kHz to 1 MHz; corrupt if the
  // file is damaged or truncated; invalid_argument for options that are negative or not finite.
  explicit Stream(const std::string& path, const ReadOptions& options = {});
  Stream(std::string bytes, const std::string& name, const ReadOptions& options);
  // Reads a file that is open already; several streams may do so at the same time.
  Stream(std::shared_ptr<const TrackFile> file, const ReadOptions& options);
  ~Stream();
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;

  // Appends the next block (some ten thousand samples) to `samples`; false at the end.  Throws
  // Error corrupt for a sample that is not finite or above 1e10, for fewer samples than the header
  // promises, and for a file without a sample; invalid_argument if offset_s is after the end.
  bool read(std::vector<float>& samples);

  // Starts again: read() gives the same samples once more, from the first on, and source().frames
  // is counted anew.  Throws as the constructor does.
  void rewind();

  // Its frames are complete when read() has returned false.
  const Source& source() const;
  int sample_rate() const;
  // The approximate number of samples that read() gives in all, by the header; 0 if unknown.
  std::size_t expected_samples() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A whole track, or the part that the options name, in memory: 88 kB per second at 22,050 Hz.
// Throws what Stream throws.
Clip read(const std::string& path, const ReadOptions& options);
Clip read(const std::string& path, int sample_rate = 22050);
Clip read_bytes(std::string bytes, const std::string& name, const ReadOptions& options);
Clip read_bytes(std::string bytes, const std::string& name, int sample_rate = 22050);

}  // namespace melsift::audio
