// The common interface of the decoders: files in, interleaved floats out.  Internal to lib/audio;
// other code uses read.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "audio/container.h"
#include "audio/cursor.h"

namespace melsift::audio {

struct Format {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::int64_t frames = 0;    // samples per channel, from the header; 0 if unknown
  std::int64_t promised = 0;  // if decoding ends earlier, the file is truncated
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  const Format& format() const { return format_; }
  // The number of the next frame.
  std::int64_t position() const { return position_; }
  // Fills `interleaved` with whole frames from the front (full scale is +-1) and returns their
  // number, 0 only at the end.  Throws Error corrupt, also if the file ends before the number of
  // frames that the header promises; io.
  std::int64_t read(std::span<float> interleaved);
  // Moves to a frame if this gives the same samples as decoding up to it.  Otherwise, and beyond
  // the end, returns false and does not move.
  bool seek(std::int64_t frame);

 protected:
  Decoder(const Bytes& bytes, const Pieces& pieces) : bytes_(bytes), cursor_(bytes, pieces) {}
  Decoder(const Bytes& bytes, Cursor::Next next) : bytes_(bytes), cursor_(bytes, std::move(next)) {}

  // As read(); 0 at the end.
  virtual std::int64_t decode(std::span<float> interleaved) = 0;
  virtual bool jump(std::int64_t /*frame*/) { return false; }
  // Throws Error corrupt "NAME: can't be decoded (after 1.2 s): REASON", or the error that reading
  // the file met, if any.
  [[noreturn]] void fail(std::string_view reason) const;

  const Bytes& bytes_;
  Cursor cursor_;
  Format format_;

 private:
  std::int64_t position_ = 0;
};

// The decoder for a file: libmpg123 for MP3, libavformat for containers that libsndfile does not
// know, and otherwise libsndfile, or libavformat if libsndfile refuses the file.  `bytes` must
// outlive it.  Throws Error unsupported or corrupt.
std::unique_ptr<Decoder> open_decoder(const Bytes& bytes, const Extent& extent);

// A stream in a file that contains several: pieces that together are a file of this container.
struct Link {
  Container container = Container::unknown;
  Pieces pieces;
};

// Each throws Error unsupported or corrupt.  The numbers in Format are those of the file.
std::unique_ptr<Decoder> open_sndfile(const Bytes& bytes, Container container,
                                      const Pieces& pieces);
// Decodes all streams in turn, with the channels of the first; unsupported if their sample rates
// differ.
std::unique_ptr<Decoder> open_chain(const Bytes& bytes, std::vector<Link> links);
std::unique_ptr<Decoder> open_mpg123(const Bytes& bytes, const Extent& extent);
std::unique_ptr<Decoder> open_libav(const Bytes& bytes, const Extent& extent);

// Copies `frames` frames of `from` channels to frames of `to` channels.  Every output channel is
// the mean of the input channels, so the mean of the channels stays the same.
void change_channels(std::span<const float> in, int from, std::int64_t frames, int to,
                     std::span<float> out);

// "12.3 s"
std::string seconds(double value);

}  // namespace melsift::audio
