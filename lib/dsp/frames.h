// A signal that arrives in blocks, cut into overlapping frames.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "dsp/stft.h"

namespace melsift::dsp {

// The samples of a frame, and which of them belong to the signal instead of the padding.
struct Frame {
  std::int64_t index = 0;
  const float* samples = nullptr;  // frame_length of them
  int own_begin = 0;               // first sample of the signal itself ...
  int own_end = 0;                 // ... and the sample after its last
};
using FrameSink = std::function<void(const Frame&)>;

// Frame t covers the samples t * hop - length/2 .. t * hop + length/2 - 1, as in Stft; there are 1
// + samples / hop frames.  Memory is a few frames, for a signal of any length.
class FrameStream {
 public:
  // frame_length even and >= 2, hop_length >= 1, in samples.
  FrameStream(int frame_length, int hop_length, Padding padding);

  // Adds the next samples; calls `sink` with each complete frame.
  void push(std::span<const float> samples, const FrameSink& sink);
  // The end of the signal: emits the frames that reach beyond it.  There must be at least one
  // sample.
  void finish(const FrameSink& sink);

  std::int64_t samples() const { return samples_; }

 private:
  void pad_begin();
  void emit(std::int64_t last_frame, const FrameSink& sink);
  float at(std::int64_t position) const;

  int length_;
  int hop_;
  Padding padding_;
  std::vector<float> buffer_;  // the signal from position begin_ on
  std::int64_t begin_ = 0;     // may be negative: the padding before the signal
  std::int64_t samples_ = 0;   // of the signal, so far
  std::int64_t next_frame_ = 0;
  bool begun_ = false;  // whether the padding before the signal is in buffer_
};

}  // namespace melsift::dsp
