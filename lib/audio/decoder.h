// The decoders' common face: files in, interleaved floats out.  Internal to lib/audio; read.h is
// what others use.
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
  std::int64_t frames = 0;    // samples a channel, by the header; 0 where it doesn't tell
  std::int64_t promised = 0;  // decoding that ends before so many is truncated
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  const Format& format() const { return format_; }
  // Where the next frame stands.
  std::int64_t position() const { return position_; }
  // Fills `interleaved` with whole frames from the front, full scale being +-1; returns how many
  // frames, 0 at the end only.  Throws Error corrupt, also where the end comes before what the
  // header promised; io.
  std::int64_t read(std::span<float> interleaved);
  // Goes on at a frame where that gives the same samples as decoding up to it would: else, and
  // beyond the end, returns false and stays.
  bool seek(std::int64_t frame);

 protected:
  Decoder(const Bytes& bytes, const Pieces& pieces) : bytes_(bytes), cursor_(bytes, pieces) {}
  Decoder(const Bytes& bytes, Cursor::Next next) : bytes_(bytes), cursor_(bytes, std::move(next)) {}

  // As read(); 0 at the end.
  virtual std::int64_t decode(std::span<float> interleaved) = 0;
  virtual bool jump(std::int64_t /*frame*/) { return false; }
  // Throws Error corrupt "NAME: can't be decoded (behind 1.2 s): REASON"; what reading the file met
  // comes first.
  [[noreturn]] void fail(std::string_view reason) const;

  const Bytes& bytes_;
  Cursor cursor_;
  Format format_;

 private:
  std::int64_t position_ = 0;
};

// The decoder for a file: libmpg123 for MP3, libavformat for what libsndfile does not know, else
// libsndfile, and libavformat again for what that refuses.  `bytes` must outlive it.  Throws Error
// unsupported or corrupt.
std::unique_ptr<Decoder> open_decoder(const Bytes& bytes, const Extent& extent);

// A stream in a file that holds several: the pieces of the file that are a file of this kind.
struct Link {
  Container container = Container::unknown;
  Pieces pieces;
};

// Each throws Error unsupported or corrupt.  The formats' numbers are as the file has them.
std::unique_ptr<Decoder> open_sndfile(const Bytes& bytes, Container container,
                                      const Pieces& pieces);
// All streams in turn, with the channels of the first; unsupported if their sample rates differ.
std::unique_ptr<Decoder> open_chain(const Bytes& bytes, std::vector<Link> links);
std::unique_ptr<Decoder> open_mpg123(const Bytes& bytes, const Extent& extent);
std::unique_ptr<Decoder> open_libav(const Bytes& bytes, const Extent& extent);

// Copies `frames` frames of `from` channels as frames of `to` channels, all of which are the mean
// of the first: the mean of the channels stays the same.
void change_channels(std::span<const float> in, int from, std::int64_t frames, int to,
                     std::span<float> out);

// "12.3 s"
std::string seconds(double value);

}  // namespace melsift::audio
