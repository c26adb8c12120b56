// Audio files of the kinds that libsndfile can't write, for tests of a build with libav.
#pragma once

#include <span>
#include <string>

namespace melsift::test {

// Whether this build has libav, and its libavcodec this encoder ("aac", "wmav2", "libopus").
bool has_libav_encoder(const std::string& encoder);

// Writes interleaved samples in [-1, 1] with this encoder; the extension decides the container
// (.m4a, .wma, .webm).  Throws std::runtime_error.
void write_libav_audio(const std::string& path, std::span<const float> samples, int channels,
                       int sample_rate, const std::string& encoder);

}  // namespace melsift::test
