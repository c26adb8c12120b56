#include "support/libav_audio.h"

#include <stdexcept>

#ifdef MELSIFT_LIBAV
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace melsift::test {
namespace {

struct Free {
  void operator()(AVFormatContext* p) const {
    if (p->pb != nullptr) avio_closep(&p->pb);
    avformat_free_context(p);
  }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

class Encoder {
 public:
  Encoder(std::string path, int channels, int sample_rate, const std::string& name)
      : path_(std::move(path)), channels_(channels), rate_(sample_rate) {
    const AVCodec* encoder = avcodec_find_encoder_by_name(name.c_str());
    AVFormatContext* file = nullptr;
    check(encoder == nullptr ? AVERROR_ENCODER_NOT_FOUND : 0);
    check(avformat_alloc_output_context2(&file, nullptr, nullptr, path_.c_str()));
    file_.reset(file);
    codec_.reset(avcodec_alloc_context3(encoder));
    codec_->sample_fmt = format_of(*encoder);
    codec_->sample_rate = rate_;
    codec_->bit_rate = 96000 * channels_;
    codec_->time_base = {1, rate_};
    av_channel_layout_default(&codec_->ch_layout, channels_);
    if ((file_->oformat->flags & AVFMT_GLOBALHEADER) != 0)
      codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    check(avcodec_open2(codec_.get(), encoder, nullptr));
    stream_ = avformat_new_stream(file, nullptr);
    stream_->time_base = codec_->time_base;
    check(avcodec_parameters_from_context(stream_->codecpar, codec_.get()));
    check(avio_open(&file->pb, path_.c_str(), AVIO_FLAG_WRITE));
    check(avformat_write_header(file, nullptr));
  }

  void write(std::span<const float> samples) {
    const auto frames = static_cast<std::int64_t>(samples.size()) / channels_;
    const std::int64_t block = codec_->frame_size > 0 ? codec_->frame_size : 1024;
    for (std::int64_t at = 0; at < frames; at += block) {
      const std::int64_t count = std::min(block, frames - at);
      send(frame_of(samples.subspan(static_cast<std::size_t>(at * channels_)), at, count).get());
    }
    send(nullptr);
    check(av_write_trailer(file_.get()));
  }

 private:
  void check(int error) const {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    if (error < 0)
      throw std::runtime_error(path_ + ": " +
                               av_make_error_string(text.data(), text.size(), error));
  }

  // The formats that an encoder accepts, up to AV_SAMPLE_FMT_NONE; null if it accepts any.
  static const AVSampleFormat* formats_of(const AVCodec& encoder) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(61, 13, 100)  // FFmpeg 7.1 deprecates the field
    const void* formats = nullptr;
    avcodec_get_supported_config(nullptr, &encoder, AV_CODEC_CONFIG_SAMPLE_FORMAT, 0, &formats,
                                 nullptr);
    return static_cast<const AVSampleFormat*>(formats);
#else
    return encoder.sample_fmts;
#endif
  }

  static AVSampleFormat format_of(const AVCodec& encoder) {
    const auto* format = formats_of(encoder);
    for (; format != nullptr && *format != AV_SAMPLE_FMT_NONE; ++format)
      for (const auto known :
           {AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S16P, AV_SAMPLE_FMT_S16})
        if (*format == known) return known;
    throw std::runtime_error("the encoder takes neither floats nor 16 bit");
  }

  Owned<AVFrame> frame_of(std::span<const float> samples, std::int64_t at,
                          std::int64_t count) const {
    Owned<AVFrame> frame(av_frame_alloc());
    frame->format = codec_->sample_fmt;
    frame->nb_samples = static_cast<int>(count);
    frame->sample_rate = rate_;
    frame->pts = at;
    check(av_channel_layout_copy(&frame->ch_layout, &codec_->ch_layout));
    check(av_frame_get_buffer(frame.get(), 0));
    const bool planar = av_sample_fmt_is_planar(codec_->sample_fmt) != 0;
    const bool real = av_get_bytes_per_sample(codec_->sample_fmt) == 4;
    for (std::int64_t i = 0; i < count; ++i) {
      for (int c = 0; c < channels_; ++c) {
        const float value = samples[static_cast<std::size_t>(i * channels_ + c)];
        std::uint8_t* plane = frame->data[planar ? c : 0];
        const std::int64_t place = planar ? i : i * channels_ + c;
        if (real) {
          reinterpret_cast<float*>(plane)[place] = value;
        } else {
          reinterpret_cast<std::int16_t*>(plane)[place] =
              static_cast<std::int16_t>(std::lround(value * 32767.0F));
        }
      }
    }
    return frame;
  }

  void send(const AVFrame* frame) {
    check(avcodec_send_frame(codec_.get(), frame));
    const Owned<AVPacket> packet(av_packet_alloc());
    for (;;) {
      const int error = avcodec_receive_packet(codec_.get(), packet.get());
      if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return;
      check(error);
      av_packet_rescale_ts(packet.get(), codec_->time_base, stream_->time_base);
      packet->stream_index = stream_->index;
      check(av_interleaved_write_frame(file_.get(), packet.get()));
    }
  }

  std::string path_;
  int channels_;
  int rate_;
  Owned<AVFormatContext> file_;
  Owned<AVCodecContext> codec_;
  AVStream* stream_ = nullptr;
};

}  // namespace

bool has_libav_encoder(const std::string& encoder) {
  return avcodec_find_encoder_by_name(encoder.c_str()) != nullptr;
}

void write_libav_audio(const std::string& path, std::span<const float> samples, int channels,
                       int sample_rate, const std::string& encoder) {
  av_log_set_level(AV_LOG_ERROR);
  Encoder(path, channels, sample_rate, encoder).write(samples);
}

}  // namespace melsift::test

#else

namespace melsift::test {

bool has_libav_encoder(const std::string&) {
  return false;
}

void write_libav_audio(const std::string& path, std::span<const float>, int, int,
                       const std::string&) {
  throw std::runtime_error(path + ": this build has no libav");
}

}  // namespace melsift::test

#endif
