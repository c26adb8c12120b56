// A signal that arrives in blocks, cut into overlapping frames.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "dsp/stft.h"

namespace melsift::dsp {

// A frame's samples, and which of them are the signal's own rather than padding.
struct Frame {
  std::int64_t index = 0;
  const float* samples = nullptr;  // frame_length of them
  int own_begin = 0;               // first sample of the signal itself ...
  int own_end = 0;                 // ... and the one behind its last
};
using FrameSink = std::function<void(const Frame&)>;

// Frame t covers the samples t * hop - length/2 .. t * hop + length/2 - 1, as in Stft; there are 1
// + samples / hop of them.  Memory is a few frames, however long the signal.
class FrameStream {
 public:
  // frame_length even and >= 2, hop_length >= 1, in samples.
  FrameStream(int frame_length, int hop_length, Padding padding);

  // Takes the next samples; calls `sink` with each frame that is complete.
  void push(std::span<const float> samples, const FrameSink& sink);
  // The signal's end: the frames that reach over it.  There must have been a sample.
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
