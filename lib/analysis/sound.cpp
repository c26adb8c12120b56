#include "analysis/sound.h"

#include <algorithm>
#include <utility>

namespace melsift::analysis {
namespace {

constexpr std::size_t kMaxKept = std::size_t{1} << 24;  // samples: 64 MB

}  // namespace

bool Samples::read(std::vector<float>& samples) {
  if (auto* stream = std::get_if<audio::Stream>(&from_)) return stream->read(samples);
  Kept& kept = std::get<Kept>(from_);
  if (!std::exchange(kept.read, true))
    samples.insert(samples.end(), kept.clip->samples.begin(), kept.clip->samples.end());
  return false;
}

void Samples::rewind() {
  if (auto* stream = std::get_if<audio::Stream>(&from_)) return stream->rewind();
  std::get<Kept>(from_).read = false;
}

const audio::Source& Samples::source() const {
  if (const auto* stream = std::get_if<audio::Stream>(&from_)) return stream->source();
  return std::get<Kept>(from_).clip->source;
}

std::size_t Samples::expected_samples() const {
  if (const auto* stream = std::get_if<audio::Stream>(&from_)) return stream->expected_samples();
  return std::get<Kept>(from_).clip->samples.size();
}

Sound::Sound(std::shared_ptr<const audio::TrackFile> file)
    : open_([file = std::move(file)](int sample_rate) {
        return audio::Stream(file, {.sample_rate = sample_rate});
      }) {}

void Sound::keep(int sample_rate) {
  if (kept_.contains(sample_rate)) return;
  audio::Stream stream = open_(sample_rate);
  auto clip = std::make_shared<audio::Clip>();
  clip->samples.reserve(std::min(stream.expected_samples(), kMaxKept));
  for (bool more = true; more;) {
    more = stream.read(clip->samples);
    if (clip->samples.size() > kMaxKept) return;
  }
  clip->sample_rate = stream.sample_rate();
  clip->source = stream.source();
  kept_[sample_rate] = std::move(clip);
}

Samples Sound::samples(int sample_rate) const {
  const auto found = kept_.find(sample_rate);
  if (found != kept_.end()) return Samples(found->second);
  return Samples(open_(sample_rate));
}

}  // namespace melsift::analysis
