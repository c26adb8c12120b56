#include "audio/read.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <sndfile.h>

#include "audio/bytes.h"
#include "audio/container.h"
#include "audio/resample.h"
#include "base/error.h"
#include "base/matrix.h"

namespace melsift::audio {
namespace {

constexpr int kLowestRate = 1000;      // Hz
constexpr int kHighestRate = 1000000;  // Hz
constexpr sf_count_t kBlockFrames = 16384;

// libsndfile's view of Bytes.
struct Cursor {
  const Bytes* bytes;
  sf_count_t position = 0;
};

SF_VIRTUAL_IO virtual_io() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* data) -> sf_count_t {
    return static_cast<Cursor*>(data)->bytes->size();
  };
  io.seek = [](sf_count_t offset, int whence, void* data) -> sf_count_t {
    auto* cursor = static_cast<Cursor*>(data);
    const sf_count_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? cursor->position
                                                 : cursor->bytes->size();
    return cursor->position = std::max<sf_count_t>(0, base + offset);
  };
  io.read = [](void* out, sf_count_t count, void* data) -> sf_count_t {
    auto* cursor = static_cast<Cursor*>(data);
    try {
      const auto got = static_cast<sf_count_t>(cursor->bytes->read_at(
          cursor->position, {static_cast<char*>(out), static_cast<std::size_t>(count)}));
      cursor->position += got;
      return got;
    } catch (const Error&) {
      return 0;  // an exception must not cross C; a short read is reported as truncation
    }
  };
  io.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
  io.tell = [](void* data) -> sf_count_t { return static_cast<Cursor*>(data)->position; };
  return io;
}

struct Closer {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

std::string seconds(double value) {
  std::string text = std::to_string(value);
  return text.substr(0, text.find('.') + 2) + " s";
}

}  // namespace

struct Stream::State {
  State(std::unique_ptr<Bytes> opened, int wanted_rate)
      : bytes(std::move(opened)), cursor{bytes.get()} {
    if (bytes->size() == 0) throw Error(ErrorKind::corrupt, bytes->name(), "is empty");
    // Before decoding: libmpg123 would print warnings of its own about what is missing.
    if (const auto reason = truncation(*bytes))
      throw Error(ErrorKind::corrupt, bytes->name(), *reason);
    SF_VIRTUAL_IO io = virtual_io();
    SF_INFO info{};
    file.reset(sf_open_virtual(&io, SFM_READ, &info, &cursor));
    if (!file) throw open_failure();
    if (info.samplerate < kLowestRate || info.samplerate > kHighestRate)
      throw Error(ErrorKind::unsupported, bytes->name(),
                  "sample rate " + std::to_string(info.samplerate) + " Hz, expected " +
                      std::to_string(kLowestRate) + " to " + std::to_string(kHighestRate));
    source.sample_rate = info.samplerate;
    source.channels = info.channels;
    promised_frames = info.frames;
    // Only lossless containers count their frames exactly; see read().
    const int kind = info.format & SF_FORMAT_TYPEMASK;
    exact_count = kind == SF_FORMAT_FLAC;
    rate = wanted_rate > 0 ? wanted_rate : info.samplerate;
    if (rate != info.samplerate) resampler.emplace(info.samplerate, rate);
    interleaved.resize(static_cast<std::size_t>(kBlockFrames * info.channels));
  }

  Error open_failure() const {
    if (!looks_like_audio(bytes->peek(0, 64)))
      return Error(ErrorKind::unsupported, bytes->name(), "is not an audio file of a known format");
    std::string reason = sf_strerror(nullptr);
    while (!reason.empty() && (reason.back() == '.' || reason.back() == '\n')) reason.pop_back();
    return Error(ErrorKind::corrupt, bytes->name(), "can't be decoded: " + reason);
  }

  // The mean of the channels, summed in order as numpy.mean(axis=0) does; checks finiteness on the
  // way.
  void mix_down(sf_count_t frames) {
    const auto channels = static_cast<std::size_t>(source.channels);
    mono.resize(static_cast<std::size_t>(frames));
    const float* in = interleaved.data();
    const auto divisor = static_cast<float>(source.channels);
    for (float& out : mono) {
      float sum = in[0];
      for (std::size_t c = 1; c < channels; ++c) sum += in[c];
      out = sum / divisor;
      in += channels;
    }
  }

  void check_finite(std::span<const float> block) const {
    // 0 * x is 0 for finite x and NaN else; the sum of all is quicker to look at than each.
    const auto count = static_cast<Eigen::Index>(block.size());
    if ((Eigen::Map<const Vector>(block.data(), count) * 0.0F).sum() == 0.0F) return;
    const auto bad =
        std::find_if(block.begin(), block.end(), [](float x) { return !std::isfinite(x); });
    throw Error(ErrorKind::corrupt, bytes->name(),
                "sample " + std::to_string(source.frames + (bad - block.begin())) +
                    " is not a finite number");
  }

  bool read(std::vector<float>& samples) {
    if (ended) return false;
    const sf_count_t frames = sf_readf_float(file.get(), interleaved.data(), kBlockFrames);
    if (frames > 0) {
      if (source.channels > 1) mix_down(frames);
      const std::vector<float>& from = source.channels > 1 ? mono : interleaved;
      const auto block = std::span(from).first(static_cast<std::size_t>(frames));
      check_finite(block);
      source.frames += frames;
      if (resampler) {
        resampler->push(block, samples);
      } else {
        samples.insert(samples.end(), block.begin(), block.end());
      }
      return true;
    }
    ended = true;
    if (source.frames == 0) throw Error(ErrorKind::corrupt, bytes->name(), "has no samples");
    if (exact_count && source.frames < promised_frames)
      throw Error(ErrorKind::corrupt, bytes->name(),
                  "truncated or damaged: decoding ends after " + seconds(source.duration_s()) +
                      " of " + seconds(static_cast<double>(promised_frames) / source.sample_rate));
    if (resampler) resampler->finish(samples);
    return false;
  }

  std::unique_ptr<Bytes> bytes;
  Cursor cursor;
  std::unique_ptr<SNDFILE, Closer> file;
  Source source;
  sf_count_t promised_frames = 0;
  bool exact_count = false;
  int rate = 0;
  std::optional<Resampler> resampler;
  std::vector<float> interleaved, mono;
  bool ended = false;
};

Stream::Stream(const std::string& path, int sample_rate)
    : state_(std::make_unique<State>(std::make_unique<Bytes>(path), sample_rate)) {}
Stream::Stream(std::string bytes, const std::string& name, int sample_rate)
    : state_(
          std::make_unique<State>(std::make_unique<Bytes>(std::move(bytes), name), sample_rate)) {}
Stream::~Stream() = default;
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;

bool Stream::read(std::vector<float>& samples) {
  return state_->read(samples);
}
const Source& Stream::source() const {
  return state_->source;
}
int Stream::sample_rate() const {
  return state_->rate;
}

std::size_t Stream::expected_samples() const {
  // A header may promise anything: believe it up to some ten minutes, beyond that grow as needed.
  constexpr double kMost = 1 << 24;
  const double ratio = static_cast<double>(state_->rate) / state_->source.sample_rate;
  const double samples = static_cast<double>(state_->promised_frames) * ratio + 1.0;
  return static_cast<std::size_t>(std::clamp(samples, 0.0, kMost));
}

namespace {

Clip read_all(Stream stream) {
  Clip clip;
  clip.samples.reserve(stream.expected_samples());
  while (stream.read(clip.samples)) {
  }
  clip.sample_rate = stream.sample_rate();
  clip.source = stream.source();
  return clip;
}

}  // namespace

Clip read(const std::string& path, int sample_rate) {
  return read_all(Stream(path, sample_rate));
}

Clip read_bytes(std::string bytes, const std::string& name, int sample_rate) {
  return read_all(Stream(std::move(bytes), name, sample_rate));
}

}  // namespace melsift::audio
