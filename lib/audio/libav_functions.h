// libav's functions, loaded when a file first needs them.  If it were linked, libavcodec would load
// some 120 shared libraries in every run, 25 ms before main(), and most collections never need it.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace melsift::audio {

struct LibavFunctions {
  // of libavformat
  decltype(&::av_find_best_stream) av_find_best_stream;
  decltype(&::av_read_frame) av_read_frame;
  decltype(&::avformat_alloc_context) avformat_alloc_context;
  decltype(&::avformat_close_input) avformat_close_input;
  decltype(&::avformat_open_input) avformat_open_input;
  decltype(&::avio_alloc_context) avio_alloc_context;
  decltype(&::avio_context_free) avio_context_free;
  // of libavcodec
  decltype(&::av_packet_alloc) av_packet_alloc;
  decltype(&::av_packet_free) av_packet_free;
  decltype(&::av_packet_unref) av_packet_unref;
  decltype(&::avcodec_alloc_context3) avcodec_alloc_context3;
  decltype(&::avcodec_find_decoder) avcodec_find_decoder;
  decltype(&::avcodec_free_context) avcodec_free_context;
  decltype(&::avcodec_get_name) avcodec_get_name;
  decltype(&::avcodec_open2) avcodec_open2;
  decltype(&::avcodec_parameters_to_context) avcodec_parameters_to_context;
  decltype(&::avcodec_receive_frame) avcodec_receive_frame;
  decltype(&::avcodec_send_packet) avcodec_send_packet;
  // of libavutil
  decltype(&::av_dict_free) av_dict_free;
  decltype(&::av_dict_set) av_dict_set;
  decltype(&::av_frame_alloc) av_frame_alloc;
  decltype(&::av_frame_free) av_frame_free;
  decltype(&::av_free) av_free;
  decltype(&::av_freep) av_freep;
  decltype(&::av_get_packed_sample_fmt) av_get_packed_sample_fmt;
  decltype(&::av_log_set_callback) av_log_set_callback;
  decltype(&::av_malloc) av_malloc;
  decltype(&::av_rescale_q) av_rescale_q;
  decltype(&::av_sample_fmt_is_planar) av_sample_fmt_is_planar;
  decltype(&::av_strerror) av_strerror;
};

// Throws Error unsupported if the libraries that melsift was built for are not installed.
const LibavFunctions& libav();

}  // namespace melsift::audio
