#include "wav.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <sndfile.h>

#include "base/error.h"
#include "rate.h"

namespace melsift::demo {

void write_wav(const Track& track, std::span<const float> samples) {
  SF_INFO info{};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
      sf_open(track.path.c_str(), SFM_WRITE, &info), sf_close);
  if (!file) throw Error(ErrorKind::io, track.path, sf_strerror(nullptr));
  sf_set_string(file.get(), SF_STR_TITLE, track.title.c_str());
  sf_set_string(file.get(), SF_STR_ARTIST, track.artist.c_str());
  sf_set_string(file.get(), SF_STR_ALBUM, track.album.c_str());
  sf_set_string(file.get(), SF_STR_GENRE, track.genre.c_str());
  sf_set_string(file.get(), SF_STR_DATE, std::to_string(track.year).c_str());

  std::vector<std::int16_t> pcm;
  pcm.reserve(samples.size());
  for (const float sample : samples)
    pcm.push_back(static_cast<std::int16_t>(std::lround(sample * 32767.0F)));
  const auto count = static_cast<sf_count_t>(pcm.size());
  if (sf_writef_short(file.get(), pcm.data(), count) != count)
    throw Error(ErrorKind::io, track.path, sf_strerror(file.get()));
}

}  // namespace melsift::demo
