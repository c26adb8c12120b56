#include "audio/read.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "audio/decoder.h"
#include "audio/resample.h"
#include "audio/track_file.h"
#include "base/error.h"
#include "base/matrix.h"
#include "base/number.h"

namespace melsift::audio {
namespace {

constexpr int kLowestRate = 1000;      // Hz
constexpr int kHighestRate = 1000000;  // Hz
constexpr double kLongest_s = 1e9;     // about thirty years
// Float files that were scaled like integers reach 2^31.  Larger values are not sound, and their
// power spectrum may exceed the range of float.
constexpr float kLoudest = 1e10F;
constexpr int kBlockSamples = 32768;  // decoded at once, all channels together

void check_options(const ReadOptions& options) {
  const auto check = [](std::string_view name, double value) {
    if (!(value >= 0.0 && value <= kLongest_s))
      throw Error(ErrorKind::invalid_argument, name,
                  to_text(value) + " s, expected 0 to " + to_text(kLongest_s));
  };
  check("offset_s", options.offset_s);
  check("duration_s", options.duration_s);
}

}  // namespace

struct Stream::State {
  State(std::shared_ptr<const TrackFile> opened, const ReadOptions& part)
      : file(std::move(opened)), options(part) {
    check_options(options);
    if (file->bytes().size() == 0) throw Error(ErrorKind::corrupt, file->name(), "is empty");
    if (options.duration_s == 0.0) file->check_whole();
    start();
  }

  void start() {
    decoder.reset();
    resampler.reset();
    source = Source{};
    ended = false;
    decoder = open_decoder(file->bytes(), file->extent());
    const Format& format = decoder->format();
    if (format.sample_rate < kLowestRate || format.sample_rate > kHighestRate)
      throw Error(ErrorKind::unsupported, file->name(),
                  "sample rate " + std::to_string(format.sample_rate) + " Hz, expected " +
                      std::to_string(kLowestRate) + " to " + std::to_string(kHighestRate));
    source.sample_rate = format.sample_rate;
    source.channels = format.channels;
    first = static_cast<std::int64_t>(options.offset_s * format.sample_rate);
    wanted = std::numeric_limits<std::int64_t>::max();
    if (options.duration_s > 0.0)
      wanted = static_cast<std::int64_t>(options.duration_s * format.sample_rate);
    if (wanted == 0)
      throw Error(ErrorKind::invalid_argument, "duration_s",
                  to_text(options.duration_s) + " s are less than a sample at " +
                      std::to_string(format.sample_rate) + " Hz");
    rate = options.sample_rate > 0 ? options.sample_rate : format.sample_rate;
    if (rate != format.sample_rate) resampler.emplace(format.sample_rate, rate);
    interleaved.resize(static_cast<std::size_t>(std::max(kBlockSamples, format.channels)));
  }

  // Decodes at most `most` frames into `interleaved`.
  std::int64_t decode(std::int64_t most) {
    const std::int64_t samples = std::min<std::int64_t>(most, kBlockSamples) * source.channels;
    const auto room =
        std::min<std::int64_t>(samples, static_cast<std::int64_t>(interleaved.size()));
    return decoder->read(std::span(interleaved).first(static_cast<std::size_t>(room)));
  }

  // Moves to the first frame of the requested part.
  void skip() {
    if (decoder->position() >= first || decoder->seek(first)) return;
    while (decoder->position() < first) {
      if (decode(first - decoder->position()) == 0) fail_beyond_end();
    }
  }

  [[noreturn]] void fail_beyond_end() const {
    file->check_whole();
    throw Error(ErrorKind::invalid_argument, file->name(),
                "starts after the end (at " + seconds(options.offset_s) + " of " +
                    seconds(static_cast<double>(decoder->position()) / source.sample_rate) + ")");
  }

  // The mean of the channels, summed in order as numpy.mean(axis=0) does.
  void mix_down(std::int64_t frames) {
    const auto channels = static_cast<std::size_t>(source.channels);
    const auto count = static_cast<std::size_t>(frames);
    mono.resize(count);
    const float* in = interleaved.data();
    if (channels == 2) {
      for (std::size_t i = 0; i < count; ++i) mono[i] = (in[2 * i] + in[2 * i + 1]) * 0.5F;
      return;
    }
    const auto divisor = static_cast<float>(source.channels);
    for (float& out : mono) {
      float sum = in[0];
      for (std::size_t c = 1; c < channels; ++c) sum += in[c];
      out = sum / divisor;
      in += channels;
    }
  }

  void check_range(std::span<const float> block) const {
    const auto count = static_cast<Eigen::Index>(block.size());
    const auto is_bad = [](float x) { return !(std::abs(x) <= kLoudest); };
    if (!is_bad(Eigen::Map<const Vector>(block.data(), count)
                    .array()
                    .abs()
                    .maxCoeff<Eigen::PropagateNaN>()))
      return;
    const auto bad = std::find_if(block.begin(), block.end(), is_bad);
    const std::string sample =
        "sample " + std::to_string(first + source.frames + (bad - block.begin())) + " is ";
    throw Error(ErrorKind::corrupt, file->name(),
                std::isfinite(*bad) ? sample + to_text(*bad) + ", where full scale is 1"
                                    : sample + "not a finite number");
  }

  bool read(std::vector<float>& samples) {
    if (ended) return false;
    skip();
    const std::int64_t frames = source.frames < wanted ? decode(wanted - source.frames) : 0;
    if (frames == 0) {
      end(samples);
      return false;
    }
    if (source.channels > 1) mix_down(frames);
    const std::vector<float>& from = source.channels > 1 ? mono : interleaved;
    const auto block = std::span(from).first(static_cast<std::size_t>(frames));
    check_range(block);
    source.frames += frames;
    if (resampler) {
      resampler->push(block, samples);
    } else {
      samples.insert(samples.end(), block.begin(), block.end());
    }
    return true;
  }

  void end(std::vector<float>& samples) {
    ended = true;
    // A complete part is correct, even if the rest of the file is damaged.  A part that is too
    // short may be so because the file is damaged.
    if (options.duration_s > 0.0 && source.frames < wanted) file->check_whole();
    if (source.frames == 0) {
      if (first > 0) fail_beyond_end();
      throw Error(ErrorKind::corrupt, file->name(), "has no samples");
    }
    if (resampler) resampler->finish(samples);
  }

  std::shared_ptr<const TrackFile> file;
  ReadOptions options;
  std::unique_ptr<Decoder> decoder;
  Source source;
  std::int64_t first = 0;   // frame of the source
  std::int64_t wanted = 0;  // frames of the source
  int rate = 0;
  std::optional<Resampler> resampler;
  std::vector<float> interleaved, mono;
  bool ended = false;
};

Stream::Stream(const std::string& path, const ReadOptions& options)
    : Stream(std::make_shared<TrackFile>(path, TrackFile::Access::parts), options) {}
Stream::Stream(std::string bytes, const std::string& name, const ReadOptions& options)
    : Stream(std::make_shared<TrackFile>(std::move(bytes), name), options) {}
Stream::Stream(std::shared_ptr<const TrackFile> file, const ReadOptions& options)
    : state_(std::make_unique<State>(std::move(file), options)) {}
Stream::~Stream() = default;
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;

bool Stream::read(std::vector<float>& samples) {
  return state_->read(samples);
}
void Stream::rewind() {
  state_->start();
}
const Source& Stream::source() const {
  return state_->source;
}
int Stream::sample_rate() const {
  return state_->rate;
}

std::size_t Stream::expected_samples() const {
  const std::int64_t frames =
      std::clamp<std::int64_t>(state_->decoder->format().frames - state_->first, 0, state_->wanted);
  const double ratio = static_cast<double>(state_->rate) / state_->source.sample_rate;
  // A header may promise anything: reserve at most some minutes, and grow beyond that as needed.
  constexpr double kMax = 1 << 23;
  return static_cast<std::size_t>(std::min(static_cast<double>(frames) * ratio + 1.0, kMax));
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

Clip read(const std::string& path, const ReadOptions& options) {
  return read_all(Stream(path, options));
}
Clip read(const std::string& path, int sample_rate) {
  return read(path, {.sample_rate = sample_rate});
}

Clip read_bytes(std::string bytes, const std::string& name, const ReadOptions& options) {
  return read_all(Stream(std::move(bytes), name, options));
}
Clip read_bytes(std::string bytes, const std::string& name, int sample_rate) {
  return read_bytes(std::move(bytes), name, {.sample_rate = sample_rate});
}

}  // namespace melsift::audio
