// MP3 by libmpg123, with the settings of libsndfile (floats, gapless, no resampling), which can't
// stop it from printing to standard error.
#include <algorithm>
#include <memory>
#include <new>
#include <string>

#include <mpg123.h>

#include "audio/decoder.h"
#include "audio/frame_scanner.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

struct Deleter {
  void operator()(mpg123_handle* handle) const { mpg123_delete(handle); }
};

mpg123_ssize_t read_bytes(void* cursor, void* out, std::size_t count) {
  return static_cast<Cursor*>(cursor)->read(out, static_cast<std::int64_t>(count));
}

// Frames follow each other directly; the bytes between them are left out.
off_t refuse_seek(void* /*cursor*/, off_t /*offset*/, int /*whence*/) {
  return -1;
}

class Mpg123Decoder final : public Decoder {
 public:
  Mpg123Decoder(const Bytes& bytes, std::shared_ptr<FrameScanner> scanner)
      : Decoder(bytes, [scanner] { return scanner->next(); }),
        scanner_(std::move(scanner)),
        handle_(mpg123_new(nullptr, nullptr)) {
    if (!handle_) throw std::bad_alloc();
    mpg123_handle* handle = handle_.get();
    constexpr long kFlags =
        MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_SKIP_ID3V2 | MPG123_SEEKBUFFER;
    mpg123_param(handle, MPG123_ADD_FLAGS, kFlags, 0.0);
    mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0.0);
    mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0.0);
    mpg123_replace_reader_handle(handle, read_bytes, refuse_seek, nullptr);
    if (mpg123_open_handle(handle, &cursor_) != MPG123_OK) fail(mpg123_strerror(handle));
    read_format();
    format_.sample_rate = sample_rate_;
    format_.channels = channels_;
    format_.frames = std::max<std::int64_t>(0, mpg123_length(handle));  // from the summary, if any
  }

 private:
  void read_format() {
    long rate = 0;
    int encoding = 0;
    if (mpg123_getformat(handle_.get(), &rate, &channels_, &encoding) != MPG123_OK)
      fail(mpg123_strerror(handle_.get()));
    if (encoding != MPG123_ENC_FLOAT_32) fail("libmpg123 does not support floats");
    sample_rate_ = static_cast<int>(rate);
  }

  std::int64_t decode(std::span<float> interleaved) override {
    for (;;) {
      const bool is_same = channels_ == format_.channels;
      const std::size_t frames = interleaved.size() / static_cast<std::size_t>(format_.channels);
      if (!is_same) other_.resize(frames * static_cast<std::size_t>(channels_));
      float* out = is_same ? interleaved.data() : other_.data();
      const auto frame_bytes = static_cast<std::size_t>(channels_) * sizeof(float);
      std::size_t done = 0;
      const int result = mpg123_read(handle_.get(), out, frames * frame_bytes, &done);
      const auto got = static_cast<std::int64_t>(done / frame_bytes);
      if (!is_same) change_channels(other_, channels_, got, format_.channels, interleaved);
      if (result == MPG123_NEW_FORMAT) {
        read_format();
        if (sample_rate_ != format_.sample_rate) fail("its sample rate changes");
      } else if (result != MPG123_OK && result != MPG123_DONE) {
        fail(mpg123_strerror(handle_.get()));
      }
      if (got == 0 && result == MPG123_DONE) promise();
      if (got > 0 || result == MPG123_DONE) return got;
    }
  }

  // At the end, all frames should have been decoded, except for the delays that the summary
  // excludes. Decoders may need one or two frames to start.
  void promise() {
    constexpr int kMaxFramesLost = 2;
    const auto& summary = scanner_->summary();
    const std::int64_t left_out = summary ? summary->delay + summary->padding : 0;
    const std::int64_t expected = scanner_->samples() - left_out;
    format_.frames = std::max(format_.frames, expected);
    format_.promised =
        std::max<std::int64_t>(0, expected - kMaxFramesLost * scanner_->first().samples);
  }

  std::shared_ptr<FrameScanner> scanner_;
  std::unique_ptr<mpg123_handle, Deleter> handle_;
  int sample_rate_ = 0;
  int channels_ = 0;  // of the current frames; the output has those of the first
  std::vector<float> other_;
};

}  // namespace

std::unique_ptr<Decoder> open_mpg123(const Bytes& bytes, const Extent& extent) {
  return std::make_unique<Mpg123Decoder>(bytes, std::make_shared<FrameScanner>(bytes, extent));
}

}  // namespace melsift::audio
