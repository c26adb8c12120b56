// Finds the frames of an MP3 file, or of an AAC file without a container, between tags, padding and
// noise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audio/bytes.h"
#include "audio/container.h"
#include "audio/cursor.h"
#include "audio/mpeg_frames.h"

namespace melsift::audio {

// Reads the bytes of an extent once.  All frames have the version, layer and sample rate of the
// first.  Noise can look like a header: a frame that no other frame follows, and whose side
// information is impossible, is noise.
class FrameScanner {
 public:
  FrameScanner(const Bytes& bytes, const Extent& extent);

  // The next row of adjacent frames; nothing at the end, or when damage() is found.
  std::optional<Piece> next();
  // Reads to the end.
  void finish();

  // Of the frames so far, without the frame of the summary.
  std::int64_t frames() const { return frames_; }
  std::int64_t samples() const { return frames_ * first_.samples; }  // per channel
  // The first frame; invalid before one is found.
  const MpegFrame& first() const { return first_; }
  const std::optional<MpegSummary>& summary() const { return summary_; }

  // Why the sound is incomplete or damaged, once next() has reached the place: a last frame that
  // is cut; fewer frames or bytes than the summary promises; frames of another sample rate; more
  // than 4096 bytes in a row that are neither frame, tag nor zeros, unless the summary confirms
  // that all frames come before them.
  const std::optional<std::string>& damage() const { return damage_; }

 private:
  MpegFrame frame_at(std::int64_t at);
  bool is_frame(const MpegFrame& frame, std::int64_t at);
  bool is_followed(std::int64_t at);
  void begin_stream(const MpegFrame& frame);
  void step_over(const MpegFrame& frame);
  bool is_cut_header();
  bool is_complete() const;
  void end_of_frames();

  const Bytes* bytes_;
  Window window_;
  MpegFrame (*parse_)(std::string_view);
  bool is_mp3_;
  std::int64_t at_;
  std::int64_t end_;
  std::int64_t noise_ = 0;
  MpegFrame first_;
  int free_bytes_ = 0;
  std::int64_t frames_ = 0;
  std::optional<MpegSummary> summary_;
  std::optional<std::string>
      shortage_;  // from the bytes of the summary; becomes the damage at the end
  std::optional<std::string> damage_;
  bool is_finished_ = false;
};

// Why a row of frames is incomplete or damaged, or nothing.
std::optional<std::string> frame_damage(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
