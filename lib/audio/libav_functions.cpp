#include "audio/libav_functions.h"

#include <string>

#include "base/shared_library.h"

namespace melsift::audio {
namespace {

SharedLibrary library(const char* name, int major) {
  return {std::string(name) + ".so." + std::to_string(major),
          "please install libav (Debian: libavformat59)"};
}

LibavFunctions load() {
  const SharedLibrary avutil = library("libavutil", LIBAVUTIL_VERSION_MAJOR);
  const SharedLibrary avcodec = library("libavcodec", LIBAVCODEC_VERSION_MAJOR);
  const SharedLibrary avformat = library("libavformat", LIBAVFORMAT_VERSION_MAJOR);
  LibavFunctions f{};
  avformat.find(f.av_find_best_stream, "av_find_best_stream");
  avformat.find(f.av_read_frame, "av_read_frame");
  avformat.find(f.avformat_alloc_context, "avformat_alloc_context");
  avformat.find(f.avformat_close_input, "avformat_close_input");
  avformat.find(f.avformat_open_input, "avformat_open_input");
  avformat.find(f.avio_alloc_context, "avio_alloc_context");
  avformat.find(f.avio_context_free, "avio_context_free");
  avcodec.find(f.av_packet_alloc, "av_packet_alloc");
  avcodec.find(f.av_packet_free, "av_packet_free");
  avcodec.find(f.av_packet_unref, "av_packet_unref");
  avcodec.find(f.avcodec_alloc_context3, "avcodec_alloc_context3");
  avcodec.find(f.avcodec_find_decoder, "avcodec_find_decoder");
  avcodec.find(f.avcodec_free_context, "avcodec_free_context");
  avcodec.find(f.avcodec_get_name, "avcodec_get_name");
  avcodec.find(f.avcodec_open2, "avcodec_open2");
  avcodec.find(f.avcodec_parameters_to_context, "avcodec_parameters_to_context");
  avcodec.find(f.avcodec_receive_frame, "avcodec_receive_frame");
  avcodec.find(f.avcodec_send_packet, "avcodec_send_packet");
  avutil.find(f.av_dict_free, "av_dict_free");
  avutil.find(f.av_dict_set, "av_dict_set");
  avutil.find(f.av_frame_alloc, "av_frame_alloc");
  avutil.find(f.av_frame_free, "av_frame_free");
  avutil.find(f.av_free, "av_free");
  avutil.find(f.av_freep, "av_freep");
  avutil.find(f.av_get_packed_sample_fmt, "av_get_packed_sample_fmt");
  avutil.find(f.av_log_set_callback, "av_log_set_callback");
  avutil.find(f.av_malloc, "av_malloc");
  avutil.find(f.av_rescale_q, "av_rescale_q");
  avutil.find(f.av_sample_fmt_is_planar, "av_sample_fmt_is_planar");
  avutil.find(f.av_strerror, "av_strerror");
  return f;
}

}  // namespace

const LibavFunctions& libav() {
  static const LibavFunctions functions = load();
  return functions;
}

}  // namespace melsift::audio
