#include "dsp/frames.h"

#include <algorithm>

namespace melsift::dsp {

FrameStream::FrameStream(int frame_length, int hop_length, Padding padding)
    : length_(frame_length), hop_(hop_length), padding_(padding) {}

float FrameStream::at(std::int64_t position) const {
  if (position >= 0 && position < samples_)
    return buffer_[static_cast<std::size_t>(position - begin_)];
  if (padding_ == Padding::constant) return 0.0F;
  return buffer_[static_cast<std::size_t>(reflected(position, samples_) - begin_)];
}

// Half a frame of padding before the first sample.  A reflection needs the same number of samples
// after it.
void FrameStream::pad_begin() {
  const int half = length_ / 2;
  std::vector<float> padding(static_cast<std::size_t>(half));
  for (int i = 0; i < half; ++i) padding[static_cast<std::size_t>(i)] = at(i - half);
  buffer_.insert(buffer_.begin(), padding.begin(), padding.end());
  begin_ = -half;
  begun_ = true;
}

void FrameStream::push(std::span<const float> samples, const FrameSink& sink) {
  buffer_.insert(buffer_.end(), samples.begin(), samples.end());
  samples_ += static_cast<std::int64_t>(samples.size());
  if (!begun_) {
    if (samples_ <= length_) return;
    pad_begin();
  }
  // Frames that end within the signal.
  if (samples_ >= length_ / 2) emit((samples_ - length_ / 2) / hop_, sink);
}

void FrameStream::finish(const FrameSink& sink) {
  if (!begun_) pad_begin();
  std::vector<float> padding(static_cast<std::size_t>(length_ / 2));
  for (std::size_t i = 0; i < padding.size(); ++i)
    padding[i] = at(samples_ + static_cast<std::int64_t>(i));
  buffer_.insert(buffer_.end(), padding.begin(), padding.end());
  emit(samples_ / hop_, sink);
}

void FrameStream::emit(std::int64_t last_frame, const FrameSink& sink) {
  for (; next_frame_ <= last_frame; ++next_frame_) {
    const std::int64_t start = next_frame_ * hop_ - length_ / 2;
    Frame frame;
    frame.index = next_frame_;
    frame.samples = buffer_.data() + (start - begin_);
    frame.own_begin = static_cast<int>(std::clamp<std::int64_t>(-start, 0, length_));
    frame.own_end = static_cast<int>(std::clamp<std::int64_t>(samples_ - start, 0, length_));
    sink(frame);
  }
  // Drops the samples that no later frame needs and that the padding after the end can't mirror.
  const std::int64_t keep = next_frame_ * hop_ - length_ / 2 - length_ / 2 - 1;
  if (keep > begin_) {
    const auto excess =
        std::min<std::int64_t>(keep - begin_, static_cast<std::int64_t>(buffer_.size()));
    buffer_.erase(buffer_.begin(), buffer_.begin() + excess);
    begin_ += excess;
  }
}

}  // namespace melsift::dsp
