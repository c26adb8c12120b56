#include "recommend/history.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "base/utc.h"

namespace melsift::recommend {
namespace {

// Seconds since 1970 of a moment or of a date's beginning.
std::optional<long long> seconds_of(const std::string& moment) {
  constexpr std::size_t kDate = 10;  // "2026-11-20"
  if (const auto exact = parse_utc(moment)) return exact;
  return is_moment(moment) ? parse_utc(moment.substr(0, kDate) + "T00:00:00Z") : std::nullopt;
}

}  // namespace

std::vector<record::Record> recent_plays(const Tracks& tracks, std::size_t count) {
  struct Play {
    long long time;
    std::uint64_t identity;  // decides between equals
    std::size_t track;
  };
  std::vector<Play> plays;
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    const record::Record& record = tracks.record(track);
    const auto time = seconds_of(record.last_played);
    if (time && record.liked != false) plays.push_back({*time, tracks.identity_of(track), track});
  }
  std::sort(plays.begin(), plays.end(), [](const Play& a, const Play& b) {
    return a.time != b.time ? a.time > b.time : a.identity < b.identity;
  });
  if (plays.size() > count) plays.resize(count);
  std::vector<record::Record> seeds;
  for (const Play& play : plays) {
    constexpr double kDay_s = 86'400.0;
    const double days = static_cast<double>(plays.front().time - play.time) / kDay_s;
    seeds.push_back(tracks.record(play.track));
    // Above 0 however old the play is: a seed track of weight 0 would count as unlike.
    seeds.back().seed_weight = std::max(std::exp2(-days / kHistoryHalfLife_days), 1e-9);
  }
  return seeds;
}

}  // namespace melsift::recommend
