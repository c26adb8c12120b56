// Files that can't be opened, or whose reading fails in the middle.
#include <cerrno>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sndfile.h>
#include <sys/resource.h>

#include "audio/read.h"
#include "audio/tags.h"
#include "base/error.h"
#include "support/audio_bytes.h"
#include "support/failing_call.h"
#include "support/libav_audio.h"
#include "support/support.h"

using namespace melsift;

namespace {

std::vector<float> tone() {
  std::vector<float> samples(44100);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = 0.5F * std::sin(0.06F * static_cast<float>(i));
  return samples;
}

// One file of each kind that this build can write.
std::vector<std::string> files_in(const test::TemporaryFolder& folder) {
  const std::vector<std::pair<const char*, int>> kinds = {
      {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
      {"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
      {"a.au", SF_FORMAT_AU | SF_FORMAT_PCM_16},
      {"a.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
      {"a.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
      {"a.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
      {"a.voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16},
      {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
      {"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
      {"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
      {"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}};
  std::vector<std::string> paths;
  for (const auto& [name, format] : kinds) {
    const int rate = std::string(name) == "a.opus" ? 48000 : 44100;
    test::write_audio(folder.path(name), tone(), 1, rate, format);
    paths.push_back(folder.path(name));
  }
  for (const auto& [name, encoder] : {std::pair{"a.m4a", "aac"}, {"a.wma", "wmav2"}}) {
    if (!test::has_libav_encoder(encoder)) continue;
    test::write_libav_audio(folder.path(name), tone(), 1, 44100, encoder);
    paths.push_back(folder.path(name));
  }
  return paths;
}

// Lets each read of a file fail in turn, until the work needs no further read: it must throw the
// system's message each time.
template <class Work>
void fail_each_read(const std::string& path, bool lasts, const Work& work) {
  int failures = 0;
  for (long number = 1; number < 10'000; ++number) {
    const test::FailingCall failing("read", number, EIO, path, lasts);
    std::string message;
    try {
      work();
    } catch (const Error& error) {
      message = error.what();
      CHECK(error.kind() == ErrorKind::io);
    }
    if (!failing.has_failed()) {
      CHECK(message.empty());
      break;
    }
    ++failures;
    CAPTURE(number);
    REQUIRE(message == path + ": can't read: Input/output error");
  }
  CHECK(failures > 1);
}

}  // namespace

TEST_CASE("a decoder reports why reading failed, at any place") {
  const test::TemporaryFolder folder;
  for (const std::string& path : files_in(folder)) {
    CAPTURE(path);
    for (const bool lasts : {false, true}) fail_each_read(path, lasts, [&] { audio::read(path); });
  }
}

TEST_CASE("tags that can't be read are not missing tags") {
  const test::TemporaryFolder folder;
  for (const std::string& path : files_in(folder)) {
    CAPTURE(path);
    for (const bool lasts : {false, true})
      fail_each_read(path, lasts, [&] { audio::read_tags(path); });
  }
}

TEST_CASE("tags of a file that can't be opened are not missing tags") {
  const test::TemporaryFolder folder;
  const std::string format =
      test::riff_chunk("fmt ", test::little_endian(1, 2) + test::little_endian(1, 2) +
                                   test::little_endian(8000, 4) + test::little_endian(16000, 4) +
                                   test::little_endian(2, 2) + test::little_endian(16, 2));
  const std::string info = test::riff_chunk("LIST", "INFO" + test::riff_chunk("INAM", "Song"));
  const std::string sound = test::riff_chunk("data", std::string(8000, '\0'));
  const std::string path =
      folder.file("a.wav", test::riff_chunk("RIFF", "WAVE" + format + info + sound));
  REQUIRE(audio::read_tags(path).title == "Song");

  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  int failures = 0;
  for (rlim_t most = 3; most < 64; ++most) {
    const rlimit few{most, before.rlim_max};
    std::string result;
    ::setrlimit(RLIMIT_NOFILE, &few);
    try {
      result = audio::read_tags(path).title;
    } catch (const Error& error) {
      result = error.what();
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    if (result != "Song") {
      ++failures;
      CHECK(result == path + ": can't open: Too many open files");
    }
  }
  CHECK(failures > 0);
}
