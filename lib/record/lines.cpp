#include "record/lines.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"

namespace melsift::record {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Large enough to make system calls cheap, small enough to stay in the second-level cache.
constexpr std::size_t kBlock = std::size_t{1} << 18;

}  // namespace

LineSource::LineSource(const std::string& path, std::string_view begun) : input_(path) {
  name_ = input_->name();
  end_ = begun.size();
  buffer_.assign(begun).append(1 + kRoom, '\0');
}

LineSource LineSource::over(std::string name, std::string bytes) {
  LineSource source;
  source.name_ = std::move(name);
  source.end_ = bytes.size();
  source.buffer_ = std::move(bytes.append(1 + kRoom, '\0'));
  return source;
}

LineSource LineSource::over(std::string name, int descriptor) {
  LineSource source;
  source.name_ = std::move(name);
  source.input_.emplace(source.name_, descriptor);
  source.buffer_.assign(1 + kRoom, '\0');
  return source;
}

LineSource::LineSource(LineSource&& other) noexcept
    : name_(std::move(other.name_)),
      input_(std::move(other.input_)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      end_(std::exchange(other.end_, other.begin_)),
      number_(other.number_),
      separator_(other.separator_),
      in_long_line_(other.in_long_line_) {}

std::string LineSource::where() const {
  return name_ + ":" + std::to_string(number_);
}

std::optional<std::string_view> LineSource::next() {
  if (in_long_line_) skip_rest_of_line();
  std::size_t searched = begin_;
  for (;;) {
    skip_byte_order_mark();
    searched = std::max(searched, begin_);
    const char* base = buffer_.data();
    if (const void* newline = std::memchr(base + searched, separator_, end_ - searched)) {
      const auto at = static_cast<std::size_t>(static_cast<const char*>(newline) - base);
      const std::string_view line(base + begin_, at - begin_);
      begin_ = at + 1;
      ++number_;
      return line;
    }
    searched = end_ - begin_;  // position of the new bytes: fill() moves unread bytes to the front
    if (searched > kLongestLine) {
      ++number_;
      in_long_line_ = true;
      throw Error(ErrorKind::corrupt, where(),
                  "longer than " + std::to_string(kLongestLine >> 20) + " MiB without a line end");
    }
    if (!fill()) break;
  }
  if (begin_ == end_) return std::nullopt;
  // The last line may have no newline.
  buffer_[end_] = '\n';
  ++number_;
  const std::string_view line(buffer_.data() + begin_, end_ - begin_);
  begin_ = end_;
  return line;
}

char LineSource::peek() {
  for (;;) {
    skip_byte_order_mark();
    const auto unread = trimmed(std::string_view(buffer_).substr(begin_, end_ - begin_));
    if (!unread.empty()) return unread.front();
    if (end_ - begin_ > kLongestLine || !fill()) return '\0';
  }
}

bool LineSource::begins_with(std::string_view bytes) {
  for (;;) {
    const auto unread = std::string_view(buffer_).substr(begin_, end_ - begin_);
    if (unread.size() >= bytes.size()) return unread.starts_with(bytes);
    if (!bytes.starts_with(unread) || !fill()) return false;
  }
}

std::string LineSource::first_line() {
  for (std::size_t blank = 0;;) {  // bytes of blank lines so far
    skip_byte_order_mark();
    const auto unread = std::string_view(buffer_).substr(begin_, end_ - begin_).substr(blank);
    const std::size_t end = unread.find('\n');
    if (end == std::string_view::npos && end_ - begin_ <= kLongestLine && fill()) continue;
    const std::string_view line = unread.substr(0, end);
    if (!trimmed(line).empty()) return std::string(line.substr(0, line.find_last_not_of('\r') + 1));
    if (end == std::string_view::npos) return {};
    blank += end + 1;
  }
}

bool LineSource::line_holds(char c) {
  for (;;) {
    skip_byte_order_mark();
    const auto unread = std::string_view(buffer_).substr(begin_, end_ - begin_);
    const std::size_t at = unread.find_first_of(std::string{c, '\n'});
    if (at != std::string_view::npos) return unread[at] == c;
    if (unread.size() > kLongestLine || !fill()) return false;
  }
}

std::size_t LineSource::take(std::span<char> bytes) {
  if (begin_ == end_ && !fill()) return 0;
  const std::size_t size = std::min(bytes.size(), end_ - begin_);
  std::memcpy(bytes.data(), buffer_.data() + begin_, size);
  begin_ += size;
  return size;
}

void LineSource::skip_byte_order_mark() {
  const std::size_t size = kByteOrderMark.size();
  if (number_ == 0 && begin_ == 0 && end_ >= size && buffer_.compare(0, size, kByteOrderMark) == 0)
    begin_ = size;
}

bool LineSource::fill() {
  if (!input_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  // Doubling keeps the cost of a long line linear in its length.
  if (buffer_.size() < end_ + kBlock + 1 + kRoom)
    buffer_.resize(end_ + std::max(end_, kBlock) + 1 + kRoom);
  try {
    const std::size_t got =
        input_->read(std::span(buffer_).subspan(end_, buffer_.size() - end_ - 1 - kRoom));
    end_ += got;
    if (got == 0) input_.reset();
    return got > 0;
  } catch (const Error&) {
    input_.reset();
    begin_ = end_;
    throw;
  }
}

void LineSource::skip_rest_of_line() {
  in_long_line_ = false;
  for (;;) {
    const char* base = buffer_.data();
    if (const void* newline = std::memchr(base + begin_, separator_, end_ - begin_)) {
      begin_ = static_cast<std::size_t>(static_cast<const char*>(newline) - base) + 1;
      return;
    }
    begin_ = end_;
    if (!fill()) return;
  }
}

}  // namespace melsift::record
