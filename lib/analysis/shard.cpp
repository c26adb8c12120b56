#include "analysis/shard.h"

#include <charconv>
#include <optional>

#include "base/error.h"

namespace melsift::analysis {
namespace {

constexpr std::size_t kMaxShards = 1'000'000;
constexpr std::string_view kAutomatic = "auto";

[[noreturn]] void refuse(const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, "shard", detail);
}

std::optional<std::size_t> parse_number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The variable's number; nothing if it is not set.
std::optional<std::size_t> number_of(const Environment& environment, const char* name) {
  const char* text = environment(name);
  if (text == nullptr || *text == '\0') return std::nullopt;
  const auto value = parse_number(text);
  if (!value) refuse(std::string(name) + " is \"" + text + "\", expected a number");
  return value;
}

std::size_t whole_array(const Environment& environment) {
  const auto count = number_of(environment, "SLURM_ARRAY_TASK_COUNT");
  const auto least = number_of(environment, "SLURM_ARRAY_TASK_MIN");
  const auto most = number_of(environment, "SLURM_ARRAY_TASK_MAX");
  if (!count) refuse("auto needs a Slurm array (SLURM_ARRAY_TASK_COUNT); else give auto/N");
  if ((least && *least != 1) || (most && *most != *count))
    refuse("only some tasks of the array run, or it does not count from 1; give auto/N");
  return *count;
}

Shard from_scheduler(std::optional<std::size_t> count, const Environment& environment) {
  if (const auto id = number_of(environment, "SLURM_ARRAY_TASK_ID"))
    return {*id, count ? *count : whole_array(environment)};
  const auto index = number_of(environment, "JOB_COMPLETION_INDEX");
  if (!index) refuse("auto needs SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment");
  if (!count) refuse("Kubernetes does not tell the number of tasks; give auto/N");
  return {*index + 1, *count};
}

}  // namespace

Shard parse_shard(std::string_view text, const Environment& environment) {
  const auto slash = text.find('/');
  const std::string_view number = text.substr(0, slash);
  std::optional<std::size_t> count;
  if (slash != std::string_view::npos) count = parse_number(text.substr(slash + 1));
  const bool automatic = number == kAutomatic;
  const auto given = parse_number(number);
  const bool has_count = count.has_value() || (automatic && slash == std::string_view::npos);
  if (!has_count || !(automatic || given))
    refuse("\"" + std::string(text) + "\", expected I/N such as 1/6, auto or auto/N");
  const Shard shard = automatic ? from_scheduler(count, environment) : Shard{*given, *count};
  if (shard.count < 1 || shard.count > kMaxShards || shard.number < 1 || shard.number > shard.count)
    refuse(std::to_string(shard.number) + "/" + std::to_string(shard.count) +
           ", expected 1/N to N/N with N up to " + std::to_string(kMaxShards));
  return shard;
}

}  // namespace melsift::analysis
