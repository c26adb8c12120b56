// Streams that follow each other in one file.  libsndfile reads only the first stream, so it gets
// each stream as a separate file.
#include <string>

#include "audio/decoder.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

class ChainDecoder final : public Decoder {
 public:
  ChainDecoder(const Bytes& bytes, std::vector<Link> links)
      : Decoder(bytes, Pieces{}), links_(std::move(links)) {
    for (std::size_t i = links_.size(); i-- > 0;) {
      open(i);
      const Format& link = decoder_->format();
      if (i + 1 < links_.size() && link.sample_rate != format_.sample_rate)
        throw Error(ErrorKind::unsupported, bytes.name(),
                    "contains streams with different sample rates (" +
                        std::to_string(link.sample_rate) + " and " +
                        std::to_string(format_.sample_rate) + " Hz)");
      format_.sample_rate = link.sample_rate;
      format_.channels = link.channels;
      format_.frames += link.frames;
      format_.promised += link.promised;
    }
  }

 private:
  void open(std::size_t i) {
    decoder_ = open_sndfile(bytes_, links_[i].container, links_[i].pieces);
    link_ = i;
  }

  std::int64_t decode(std::span<float> interleaved) override {
    for (;;) {
      if (const std::int64_t frames = decode_link(interleaved); frames > 0) return frames;
      if (link_ + 1 == links_.size()) return 0;
      open(link_ + 1);
    }
  }

  std::int64_t decode_link(std::span<float> interleaved) {
    const int channels = decoder_->format().channels;
    if (channels == format_.channels) return decoder_->read(interleaved);
    const std::size_t frames = interleaved.size() / static_cast<std::size_t>(format_.channels);
    other_.resize(frames * static_cast<std::size_t>(channels));
    const std::int64_t got = decoder_->read(other_);
    change_channels(other_, channels, got, format_.channels, interleaved);
    return got;
  }

  std::vector<Link> links_;
  std::unique_ptr<Decoder> decoder_;  // of links_[link_]
  std::size_t link_ = 0;
  std::vector<float> other_;  // frames of a link whose channels differ from those of the first
};

}  // namespace

std::unique_ptr<Decoder> open_chain(const Bytes& bytes, std::vector<Link> links) {
  if (links.size() == 1) return open_sndfile(bytes, links[0].container, links[0].pieces);
  return std::make_unique<ChainDecoder>(bytes, std::move(links));
}

}  // namespace melsift::audio
