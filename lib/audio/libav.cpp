// Formats that libsndfile doesn't read, by libavformat and libavcodec: AAC, ALAC, WMA, WebM, ...
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <new>
#include <string>

#include "audio/chunks.h"
#include "audio/decoder.h"
#include "audio/frame_scanner.h"
#include "audio/libav_functions.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

// Demuxers of audio files.  Other demuxers include playlists, which open further files and URLs.
constexpr const char* kDemuxers =
    "aac,ac3,aiff,amr,ape,asf,au,caf,dsf,dts,eac3,flac,matroska,mov,mp3,mpc,mpc8,ogg,tak,tta,voc,"
    "w64,wav,wv";

struct Free {
  void operator()(AVFormatContext* p) const { libav().avformat_close_input(&p); }
  void operator()(AVCodecContext* p) const { libav().avcodec_free_context(&p); }
  void operator()(AVPacket* p) const { libav().av_packet_free(&p); }
  void operator()(AVFrame* p) const { libav().av_frame_free(&p); }
  void operator()(AVIOContext* p) const {
    libav().av_freep(&p->buffer);  // may differ from the buffer that it was created with
    libav().avio_context_free(&p);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
T* allocated(T* pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  return pointer;
}

int read_bytes(void* cursor, std::uint8_t* out, int count) {
  const std::int64_t got = static_cast<Cursor*>(cursor)->read(out, count);
  return got > 0 ? static_cast<int>(got) : got == 0 ? AVERROR_EOF : AVERROR(EIO);
}

std::int64_t seek_bytes(void* data, std::int64_t offset, int whence) {
  auto* cursor = static_cast<Cursor*>(data);
  return (whence & AVSEEK_SIZE) != 0 ? cursor->size()
                                     : cursor->seek(offset, whence & ~AVSEEK_FORCE);
}

AVIOContext* io_over(Cursor& cursor) {
  constexpr int kBuffer = 1 << 15;
  auto* buffer = static_cast<unsigned char*>(allocated(libav().av_malloc(kBuffer)));
  AVIOContext* io = libav().avio_alloc_context(buffer, kBuffer, 0, &cursor, read_bytes, nullptr,
                                               cursor.is_seekable() ? seek_bytes : nullptr);
  if (io == nullptr) libav().av_free(buffer);
  return allocated(io);
}

std::string message(int error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = "";
  libav().av_strerror(error, text, sizeof text);
  return text;
}

float to_float(std::uint8_t x) {
  return (static_cast<float>(x) - 128.0F) / 128.0F;
}
float to_float(std::int16_t x) {
  return static_cast<float>(x) / 32768.0F;
}
float to_float(std::int32_t x) {
  return static_cast<float>(static_cast<double>(x) / 2147483648.0);
}
float to_float(std::int64_t x) {
  return static_cast<float>(static_cast<double>(x) * 0x1p-63);
}
float to_float(float x) {
  return x;
}
float to_float(double x) {
  return static_cast<float>(x);
}

// `count` frames of a decoded block, from its frame `first` on.
template <class Sample>
void interleave(const AVFrame& frame, std::int64_t first, std::int64_t count, int channels,
                float* out) {
  const bool is_planar =
      libav().av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
  for (int c = 0; c < channels; ++c) {
    const auto* plane = reinterpret_cast<const Sample*>(frame.extended_data[is_planar ? c : 0]);
    const std::int64_t step = is_planar ? 1 : channels;
    const Sample* in = plane + first * step + (is_planar ? 0 : c);
    for (std::int64_t i = 0; i < count; ++i) out[i * channels + c] = to_float(in[i * step]);
  }
}

class LibavDecoder final : public Decoder {
 public:
  LibavDecoder(const Bytes& bytes, const Extent& extent, const Pieces& pieces)
      : Decoder(bytes, pieces), has_duration_(!is_chunked(extent.container)) {
    open();
    if (has_duration_) return;
    const ChunkList list = read_chunks(bytes, extent);
    if (!list.is_size_unknown) fact_ = static_cast<std::int64_t>(list.fact);
  }
  // Of AAC frames, one after another.
  LibavDecoder(const Bytes& bytes, const Extent& extent)
      : Decoder(bytes, [scanner = std::make_shared<FrameScanner>(bytes, extent)] {
          return scanner->next();
        }) {
    open();
  }

 private:
  void open() {
    // libav logs to standard error for the whole process, unless its level is set.
    static std::once_flag once;
    std::call_once(once,
                   [] { libav().av_log_set_callback([](void*, int, const char*, va_list) {}); });
    open_file();
    open_codec();
    // The container may have wrong or no values for the decoded format; the first frame has the
    // right ones.
    if (!next_frame()) fail("contains no sound");
    format_.sample_rate = frame_->sample_rate;
    format_.channels = frame_->ch_layout.nb_channels;
    sample_format_ = frame_->format;
    if (format_.sample_rate <= 0 || format_.channels <= 0) fail("contains no sound");
    count_frames();
  }

  void open_file();
  int find_stream() const;
  void open_codec();
  void count_frames();
  bool next_packet();
  bool next_frame();
  void check_unchanged() const;
  std::int64_t decode(std::span<float> interleaved) override;

  Owned<AVIOContext> io_;
  Owned<AVFormatContext> file_;
  Owned<AVCodecContext> codec_;
  Owned<AVPacket> packet_{allocated(libav().av_packet_alloc())};
  Owned<AVFrame> frame_{allocated(libav().av_frame_alloc())};
  bool has_duration_ = false;
  AVStream* stream_ = nullptr;
  int sample_format_ = AV_SAMPLE_FMT_NONE;
  std::int64_t used_ = 0;  // frames of frame_ that were given out
  std::int64_t fact_ = 0;  // what the chunk "fact" promises
};

void LibavDecoder::open_file() {
  io_.reset(io_over(cursor_));
  AVFormatContext* context = allocated(libav().avformat_alloc_context());
  context->pb = io_.get();
  context->io_open = [](AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
    return AVERROR(EPERM);  // a file must not open others
  };
  AVDictionary* options = nullptr;
  libav().av_dict_set(&options, "format_whitelist", kDemuxers, 0);
  const int error =
      libav().avformat_open_input(&context, nullptr, nullptr, &options);  // frees on failure
  libav().av_dict_free(&options);
  if (error < 0) fail(message(error));
  file_.reset(context);
  if (context->probe_score <= AVPROBE_SCORE_RETRY)
    throw Error(ErrorKind::unsupported, bytes_.name(), "is not an audio file of a known format");
}

// The best audio stream, or the first if the container doesn't describe its streams (ADTS).
int LibavDecoder::find_stream() const {
  const int best = libav().av_find_best_stream(file_.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (best >= 0) return best;
  for (unsigned i = 0; i < file_->nb_streams; ++i) {
    if (file_->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) return static_cast<int>(i);
  }
  throw Error(ErrorKind::unsupported, bytes_.name(), "contains no sound");
}

void LibavDecoder::open_codec() {
  const int index = find_stream();
  for (unsigned i = 0; i < file_->nb_streams; ++i) {
    if (static_cast<int>(i) != index) file_->streams[i]->discard = AVDISCARD_ALL;
  }
  stream_ = file_->streams[index];
  const AVCodec* decoder = libav().avcodec_find_decoder(stream_->codecpar->codec_id);
  if (decoder == nullptr)
    throw Error(ErrorKind::unsupported, bytes_.name(),
                std::string("its codec, ") + libav().avcodec_get_name(stream_->codecpar->codec_id) +
                    ", is unknown to this libavcodec");
  codec_.reset(allocated(libav().avcodec_alloc_context3(decoder)));
  int error = libav().avcodec_parameters_to_context(codec_.get(), stream_->codecpar);
  if (error >= 0) {
    codec_->pkt_timebase = stream_->time_base;
    error = libav().avcodec_open2(codec_.get(), decoder, nullptr);
  }
  if (error < 0) fail(message(error));
}

// The duration of the stream: the duration of the file may be that of its pictures.  For lists of
// chunks, libav only estimates it.
void LibavDecoder::count_frames() {
  if (!has_duration_ || stream_->duration <= 0 || stream_->duration == AV_NOPTS_VALUE) return;
  format_.frames = std::max<std::int64_t>(
      0, libav().av_rescale_q(stream_->duration, stream_->time_base, {1, format_.sample_rate}));
  // Containers round their times, and may or may not include the encoder's delay.  A fifth of a
  // second is longer than any frame and too short to be missed.
  format_.promised = std::max<std::int64_t>(0, format_.frames - format_.sample_rate / 5);
}

// Reads the next packet of the stream into packet_; false at the end.
bool LibavDecoder::next_packet() {
  for (;;) {
    libav().av_packet_unref(packet_.get());
    const int error = libav().av_read_frame(file_.get(), packet_.get());
    cursor_.check();
    if (error == AVERROR_EOF) return false;
    if (error < 0) fail(message(error));
    if (packet_->stream_index != stream_->index) continue;
    if ((packet_->flags & AV_PKT_FLAG_CORRUPT) != 0) fail("damaged packet");
    return true;
  }
}

// Reads the next block of samples into frame_; false at the end.
bool LibavDecoder::next_frame() {
  used_ = 0;
  for (;;) {
    int error = libav().avcodec_receive_frame(codec_.get(), frame_.get());
    if (error >= 0 && frame_->nb_samples > 0) return true;
    if (error == AVERROR_EOF) return false;
    if (error == AVERROR(EAGAIN))
      error = libav().avcodec_send_packet(codec_.get(), next_packet() ? packet_.get() : nullptr);
    if (error < 0) fail(message(error));
  }
}

void LibavDecoder::check_unchanged() const {
  if (frame_->sample_rate != format_.sample_rate ||
      frame_->ch_layout.nb_channels != format_.channels || frame_->format != sample_format_)
    fail("its sample rate or channels change");
}

std::int64_t LibavDecoder::decode(std::span<float> interleaved) {
  if (used_ == frame_->nb_samples && !next_frame()) {
    frame_->nb_samples = 0;
    // The chunk may be wrong, but of Vorbis and Speex without Ogg libav decodes next to nothing.
    if (position() < fact_ / 2)
      fail("its header promises " + seconds(static_cast<double>(fact_) / format_.sample_rate));
    return 0;
  }
  check_unchanged();
  const std::int64_t room = static_cast<std::int64_t>(interleaved.size()) / format_.channels;
  const std::int64_t count = std::min<std::int64_t>(room, frame_->nb_samples - used_);
  const auto take = [&]<class Sample>(Sample) {
    interleave<Sample>(*frame_, used_, count, format_.channels, interleaved.data());
  };
  switch (libav().av_get_packed_sample_fmt(static_cast<AVSampleFormat>(sample_format_))) {
    case AV_SAMPLE_FMT_U8:
      take(std::uint8_t{});
      break;
    case AV_SAMPLE_FMT_S16:
      take(std::int16_t{});
      break;
    case AV_SAMPLE_FMT_S32:
      take(std::int32_t{});
      break;
    case AV_SAMPLE_FMT_S64:
      take(std::int64_t{});
      break;
    case AV_SAMPLE_FMT_FLT:
      take(float{});
      break;
    case AV_SAMPLE_FMT_DBL:
      take(double{});
      break;
    default:
      fail("its samples have an unknown format");
  }
  used_ += count;
  return count;
}

}  // namespace

std::unique_ptr<Decoder> open_libav(const Bytes& bytes, const Extent& extent) {
  if (extent.container == Container::aac) return std::make_unique<LibavDecoder>(bytes, extent);
  return std::make_unique<LibavDecoder>(bytes, extent, chunk_pieces(bytes, extent));
}

}  // namespace melsift::audio
