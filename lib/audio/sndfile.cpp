// The formats that libsndfile reads: WAV, AU, AIFF, CAF, Wave64, FLAC, Ogg (Vorbis, Opus, FLAC) and
// rarer ones.
#include <algorithm>
#include <limits>
#include <string>

#include <sndfile.h>

#include "audio/decoder.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

SF_VIRTUAL_IO virtual_io() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* data) -> sf_count_t { return static_cast<Cursor*>(data)->size(); };
  io.seek = [](sf_count_t offset, int whence, void* data) -> sf_count_t {
    return static_cast<Cursor*>(data)->seek(offset, whence);
  };
  // libsndfile has no way to report a failure here: Cursor::check() throws it later.
  io.read = [](void* out, sf_count_t count, void* data) -> sf_count_t {
    return std::max<sf_count_t>(0, static_cast<Cursor*>(data)->read(out, count));
  };
  io.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
  io.tell = [](void* data) -> sf_count_t { return static_cast<Cursor*>(data)->position(); };
  return io;
}

struct Closer {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

// The reason of the last failure of a file, or of opening a file.
std::string_view reason(SNDFILE* file) {
  const std::string_view text = sf_strerror(file);
  constexpr std::string_view kPrefix = "Error : ";
  return text.starts_with(kPrefix) ? text.substr(kPrefix.size()) : text;
}

// Whether decoding can start at any frame, because frames do not depend on earlier ones or because
// the library handles this.
bool is_seekable(int format) {
  if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC) return true;
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW:
      return true;
    default:
      return false;
  }
}

class SndfileDecoder final : public Decoder {
 public:
  SndfileDecoder(const Bytes& bytes, Container container, const Pieces& pieces)
      : Decoder(bytes, pieces) {
    SF_VIRTUAL_IO io = virtual_io();
    SF_INFO info{};
    file_.reset(sf_open_virtual(&io, SFM_READ, &info, &cursor_));
    cursor_.check();  // libsndfile may return anything for a file that it could not read
    if (!file_) {
      if (container == Container::unknown)
        throw Error(ErrorKind::unsupported, bytes.name(), "is not an audio file of a known format");
      fail(reason(nullptr));
    }
    if ((info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_OPUS) set_opus_rate(info);
    format_.sample_rate = info.samplerate;
    format_.channels = info.channels;
    // A FLAC of unknown length, written to a pipe, counts up to the largest number.
    if (info.frames < std::numeric_limits<sf_count_t>::max())
      format_.frames = format_.promised = info.frames;
    seekable_ = is_seekable(info.format);
  }

 private:
  std::int64_t decode(std::span<float> interleaved) override {
    const auto room = static_cast<sf_count_t>(interleaved.size()) / format_.channels;
    const sf_count_t frames = sf_readf_float(file_.get(), interleaved.data(), room);
    // At the end of the file, read() reports the better reason.
    const bool is_cut = format_.promised > 0 && cursor_.position() >= cursor_.size();
    if (sf_error(file_.get()) != SF_ERR_NO_ERROR && !is_cut) fail(reason(file_.get()));
    return std::max<sf_count_t>(0, frames);
  }

  // RFC 7845, 5.1: 0 means that the original rate is unknown.  libsndfile reads it as 8 kHz.
  void set_opus_rate(SF_INFO& info) {
    constexpr int kOpusRate = 48000;
    int rate = kOpusRate;
    sf_command(file_.get(), SFC_GET_ORIGINAL_SAMPLERATE, &rate, sizeof rate);
    if (rate != 0) return;
    rate = kOpusRate;
    sf_command(file_.get(), SFC_SET_ORIGINAL_SAMPLERATE, &rate, sizeof rate);
    sf_command(file_.get(), SFC_GET_CURRENT_SF_INFO, &info, sizeof info);
  }

  bool jump(std::int64_t frame) override {
    return seekable_ && frame < format_.frames && sf_seek(file_.get(), frame, SEEK_SET) == frame;
  }

  std::unique_ptr<SNDFILE, Closer> file_;
  bool seekable_ = false;
};

}  // namespace

std::unique_ptr<Decoder> open_sndfile(const Bytes& bytes, Container container,
                                      const Pieces& pieces) {
  return std::make_unique<SndfileDecoder>(bytes, container, pieces);
}

}  // namespace melsift::audio
