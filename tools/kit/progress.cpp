#include "tools/kit/progress.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include "base/number.h"
#include "base/thread_start.h"
#include "tools/kit/log.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

constexpr auto kBetweenDraws = std::chrono::milliseconds(100);
constexpr std::string_view kEraseLine = "\r\x1b[K";  // ECMA-48, EL

bool terminal_can_erase() {
  const char* kind = std::getenv("TERM");
  return kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

std::string bar(double share, std::size_t width) {
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
  std::string text(filled, '=');
  if (filled < width) text += '>';
  text.resize(width, ' ');
  return "[" + text + "] ";
}

}  // namespace

Progress::Progress(const Command& command, std::string items, Count count)
    : shown_(command.shows_progress() && terminal_can_erase()),
      items_(std::move(items)),
      rate_(Clock::now()) {
  if (!shown_) return;
  next_draw_ = Clock::now() + kBetweenDraws;
  if (count) {
    try {
      counter_ = start_thread("the counter",
                              [this, count = std::move(count)](const std::stop_token& stop) {
                                total_ = count(stop).value_or(0);
                              });
    } catch (const std::exception&) {  // the line has no total
    }
  }
  set_before_message([this] { erase(); });
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

void Progress::draw(Clock::time_point now) {
  const double per_s = rate_(done_, now);
  const std::size_t total = total_;
  const bool known = total >= done_ && total > 0;
  std::string words = std::to_string(done_);
  if (known) words += "/" + std::to_string(total);
  words += " " + items_ + ", " + to_fixed(per_s, per_s < 100.0 ? 1 : 0) + "/s";
  if (known && per_s > 0.0)
    words += ", " + clock_text(static_cast<double>(total - done_) / per_s) + " left";

  const std::size_t width = terminal_width(STDERR_FILENO);
  const std::size_t columns = (width > 0 ? width : 80) - 1;  // the last would scroll some terminals
  constexpr std::size_t kMinBar = 10, kWidestBar = 40, kFrame = 3;
  if (known && words.size() + kFrame + kMinBar <= columns)
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
