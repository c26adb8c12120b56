#include "audio/frame_scanner.h"

#include <algorithm>
#include <utility>

#include "audio/damage.h"
#include "audio/trailer.h"

namespace melsift::audio {
namespace {

// Decoders silently skip noise.  More noise than this means that sound is missing.
constexpr std::int64_t kMaxNoise = 4096;
constexpr std::size_t kHeader = 64;
constexpr std::size_t kLongestFrame = 8192;

}  // namespace

FrameScanner::FrameScanner(const Bytes& bytes, const Extent& extent)
    : bytes_(&bytes),
      window_(bytes),
      parse_(extent.container == Container::aac ? adts_frame : mp3_frame),
      is_mp3_(extent.container != Container::aac),
      at_(extent.begin),
      end_(extent.end) {}

MpegFrame FrameScanner::frame_at(std::int64_t at) {
  if (at + 4 > end_) return {};
  MpegFrame frame = parse_(window_.at(at, kHeader));
  if (frame.is_free && free_bytes_ == 0 && !first_.is_frame())
    free_bytes_ = free_format_bytes(window_.at(at, 3 * kLongestFrame));
  if (frame.is_free) frame.bytes = free_bytes_ > 0 ? free_bytes_ + frame.padding_bytes : 0;
  return frame.bytes >= 4 ? frame : MpegFrame{};
}

bool FrameScanner::is_followed(std::int64_t at) {
  if (at + 4 > end_) return true;
  const std::string_view here = window_.at(at, kHeader);
  const MpegFrame next = parse_(here);
  return next.is_frame() ? next.stream == first_.stream : tag_bytes(here) > 0;
}

bool FrameScanner::is_frame(const MpegFrame& frame, std::int64_t at) {
  if (!frame.is_frame() || frame.stream != first_.stream) return false;
  if (at + frame.bytes < end_ && is_followed(at + frame.bytes)) return true;
  return !is_mp3_ || has_plausible_sound(window_.at(at, kHeader), frame);
}

void FrameScanner::begin_stream(const MpegFrame& frame) {
  first_ = frame;
  if (!is_mp3_) return;
  summary_ = mpeg_summary(window_.at(at_, static_cast<std::size_t>(frame.bytes)), frame);
  if (!summary_) return;
  frames_ = -1;
  // Programs disagree on whether the summary counts its own frame and the tags after the sound.
  const std::int64_t have = bytes_->size() - at_;
  if (summary_->bytes && have + 2 * frame.bytes < *summary_->bytes)
    shortage_ = truncated(have, *summary_->bytes);
}

// Skips bytes that are not a frame.
void FrameScanner::step_over(const MpegFrame& frame) {
  const std::string_view here = window_.at(at_, kHeader);
  if (const std::int64_t tag = tag_bytes(here); tag > 0 && at_ + tag <= end_) {
    at_ += tag;
    return;
  }
  const auto place = [&] { return " before byte " + std::to_string(at_); };
  if (is_mp3_ && frame.is_frame() && first_.is_frame() && frame.stream != first_.stream &&
      begins_mp3(bytes_->peek(at_, kRowBytes))) {
    damage_ = "its sample rate or kind of frame changes at byte " + std::to_string(at_);
    return;
  }
  if (here[0] != 0 && noise_ == 0 && frames_ > 0 && !frame.is_frame())
    if (auto two = second_file(*bytes_, at_)) {
      damage_ = std::move(two);
      return;
    }
  if (here[0] != 0) ++noise_;
  if (noise_ > kMaxNoise && !is_complete())
    damage_ = "damaged: no frame of sound in " + std::to_string(noise_) + " bytes" + place();
  ++at_;
}

// Whether the last bytes are the beginning of a header that follows a frame.
bool FrameScanner::is_cut_header() {
  const std::int64_t left = end_ - at_;
  if (!first_.is_frame() || noise_ > 0 || left <= 0 || left >= (is_mp3_ ? 4 : 7)) return false;
  const std::string_view here = window_.at(at_, static_cast<std::size_t>(left));
  const int sync = is_mp3_ ? 0xE0 : 0xF0;
  return here[0] == '\xFF' && (left < 2 || (here[1] & sync) == sync);
}

bool FrameScanner::is_complete() const {
  return summary_ && summary_->frames && frames_ >= *summary_->frames;
}

void FrameScanner::end_of_frames() {
  is_finished_ = true;
  if (!damage_) damage_ = shortage_;
  if (damage_ || !summary_ || !summary_->frames) return;
  if (frames_ + 2 < *summary_->frames)
    damage_ = "truncated: " + std::to_string(std::max<std::int64_t>(frames_, 0)) + " of " +
              std::to_string(*summary_->frames) + " frames of sound";
}

std::optional<Piece> FrameScanner::next() {
  Piece run{at_, at_, {}};
  while (!is_finished_ && !damage_) {
    const MpegFrame frame = frame_at(at_);
    if (!first_.is_frame() && frame.is_frame()) begin_stream(frame);
    const bool is_sound = is_frame(frame, at_);
    if (is_sound && at_ + frame.bytes <= end_) {
      if (run.size() == 0) run.begin = at_;
      noise_ = 0;
      ++frames_;
      at_ += frame.bytes;
      run.end = at_;
      continue;
    }
    if ((is_sound && noise_ == 0) || is_cut_header())
      damage_ = shortage_.value_or("truncated: its last frame is cut");
    if (damage_ || run.size() > 0) break;
    if (at_ + 4 > end_) {
      end_of_frames();
    } else {
      step_over(frame);
    }
  }
  if (run.size() == 0) return std::nullopt;
  return run;
}

void FrameScanner::finish() {
  while (next()) {
  }
}

std::optional<std::string> frame_damage(const Bytes& bytes, const Extent& extent) {
  FrameScanner scanner(bytes, extent);
  scanner.finish();
  return scanner.damage();
}

}  // namespace melsift::audio
