// MP3 by libmpg123, as libsndfile decodes it (floats, gapless, no resampling), which can't keep it
// from printing on standard error.
#include <algorithm>
#include <new>
#include <string>

#include <mpg123.h>

#include "audio/decoder.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

struct Deleter {
  void operator()(mpg123_handle* handle) const { mpg123_delete(handle); }
};

mpg123_ssize_t read_bytes(void* cursor, void* out, std::size_t count) {
  return static_cast<Cursor*>(cursor)->read(out, static_cast<std::int64_t>(count));
}

off_t seek_bytes(void* cursor, off_t offset, int whence) {
  return static_cast<Cursor*>(cursor)->seek(offset, whence);
}

class Mpg123Decoder final : public Decoder {
 public:
  Mpg123Decoder(const Bytes& bytes, const Beginning& beginning)
      : Decoder(bytes, beginning.offset), handle_(mpg123_new(nullptr, nullptr)) {
    if (!handle_) throw std::bad_alloc();
    mpg123_handle* handle = handle_.get();
    constexpr long kFlags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_SKIP_ID3V2;
    mpg123_param(handle, MPG123_ADD_FLAGS, kFlags, 0.0);
    mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0.0);
    // Noise of any length is stepped over: damage() has judged it.
    mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0.0);
    mpg123_replace_reader_handle(handle, read_bytes, seek_bytes, nullptr);
    long rate = 0;
    int encoding = 0;
    if (mpg123_open_handle(handle, &cursor_) != MPG123_OK ||
        mpg123_getformat(handle, &rate, &format_.channels, &encoding) != MPG123_OK)
      fail(mpg123_strerror(handle));
    if (encoding != MPG123_ENC_FLOAT_32) fail("libmpg123 gives no floats");
    format_.sample_rate = static_cast<int>(rate);
    format_.frames = std::max<std::int64_t>(0, mpg123_length(handle));  // an estimate without Xing
  }

 private:
  std::int64_t decode(std::span<float> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    const std::size_t room = interleaved.size() / channels * channels * sizeof(float);
    std::size_t done = 0;
    const int result = mpg123_read(handle_.get(), interleaved.data(), room, &done);
    if (result == MPG123_NEW_FORMAT) fail("its sample rate or channels change");
    if (result != MPG123_OK && result != MPG123_DONE) fail(mpg123_strerror(handle_.get()));
    return static_cast<std::int64_t>(done / sizeof(float) / channels);
  }

  std::unique_ptr<mpg123_handle, Deleter> handle_;
};

}  // namespace

std::unique_ptr<Decoder> open_mpg123(const Bytes& bytes, const Beginning& beginning) {
  return std::make_unique<Mpg123Decoder>(bytes, beginning);
}

}  // namespace melsift::audio
