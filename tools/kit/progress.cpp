#include "tools/kit/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/number.h"
#include "tools/kit/log.h"

namespace melsift::tools {
namespace {

using std::chrono::seconds;

constexpr auto kBetweenDraws = std::chrono::milliseconds(100);
constexpr auto kBetweenSamples = seconds(1);
constexpr std::size_t kSamples = 30;
constexpr std::string_view kEraseLine = "\r\x1b[K";  // ECMA-48, EL

bool terminal_can_erase() {
  const char* kind = std::getenv("TERM");
  return kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

std::size_t terminal_columns() {
  struct winsize size {};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string bar(double share, std::size_t width) {
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
  std::string text(filled, '=');
  if (filled < width) text += '>';
  text.resize(width, ' ');
  return "[" + text + "] ";
}

}  // namespace

std::string clock_text(double duration_s) {
  const auto total = static_cast<long long>(std::min(std::ceil(duration_s), 1e15));
  const auto two = [](long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const long long hours = total / 3600;
  const long long minutes = total / 60 % 60;
  return (hours > 0 ? std::to_string(hours) + ":" + two(minutes) : std::to_string(minutes)) + ":" +
         two(total % 60);
}

Progress::Progress(const Command& command, std::string items, Count count)
    : shown_(command.shows_progress() && terminal_can_erase()), items_(std::move(items)) {
  if (!shown_) return;
  const auto now = Clock::now();
  next_draw_ = now + kBetweenDraws;
  history_.emplace_back(now, 0);
  set_before_message([this] { erase(); });
  if (!count) return;
  counter_ = std::jthread([this, count = std::move(count)](const std::stop_token& stop) {
    total_ = count(stop).value_or(0);
  });
}

Progress::~Progress() {
  if (!shown_) return;
  set_before_message(nullptr);
  erase();
}

void Progress::step() {
  ++done_;
  if (!shown_) return;
  const auto now = Clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + kBetweenDraws;
  draw(now);
}

double Progress::rate(Clock::time_point now) {
  if (now - history_.back().first >= kBetweenSamples) {
    history_.emplace_back(now, done_);
    if (history_.size() > kSamples) history_.pop_front();
  }
  const auto& [begin, done] = history_.front();
  return static_cast<double>(done_ - done) /
         std::max(std::chrono::duration<double>(now - begin).count(), 1e-3);
}

void Progress::draw(Clock::time_point now) {
  const double per_s = rate(now);
  const std::size_t total = total_;
  const bool known = total >= done_ && total > 0;
  std::string words = std::to_string(done_);
  if (known) words += "/" + std::to_string(total);
  words += " " + items_ + ", " + to_fixed(per_s, per_s < 100.0 ? 1 : 0) + "/s";
  if (known && per_s > 0.0)
    words += ", " + clock_text(static_cast<double>(total - done_) / per_s) + " left";

  const std::size_t columns = terminal_columns() - 1;  // the last one would scroll some terminals
  constexpr std::size_t kLeastBar = 10, kWidestBar = 40, kFrame = 3;
  if (known && words.size() + kFrame + kLeastBar <= columns)
    words.insert(0, bar(static_cast<double>(done_) / static_cast<double>(total),
                        std::min(columns - words.size() - kFrame, kWidestBar)));
  words.resize(std::min(words.size(), columns));
  std::fprintf(stderr, "%s%s", kEraseLine.data(), words.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::erase() {
  if (!drawn_) return;
  std::fputs(kEraseLine.data(), stderr);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace melsift::tools
