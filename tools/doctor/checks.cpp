#include "tools/doctor/checks.h"

#include <cmath>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <span>
#include <utility>

#include "audio/read.h"
#include "base/default_library.h"
#include "base/error.h"
#include "base/parallel.h"
#include "catalogue/store.h"
#include "model/default_models.h"
#include "model/model.h"
#include "record/base64.h"
#include "tools/doctor/samples.h"

namespace melsift::tools {
namespace {

constexpr double kSilence = 0.01;  // root mean square that every sample exceeds

// Throws Error if the sample does not give its tone.
void decode(const FormatSample& sample) {
  std::string bytes(sample.size, '\0');
  const std::string name = std::string(sample.format) + " sample";
  // Zeros at the end may be left out.
  const std::size_t given = sample.base64.ends_with('=')
                                ? bytes.size()
                                : std::min(bytes.size(), sample.base64.size() / 4 * 3);
  if (!record::decode_base64(sample.base64, std::as_writable_bytes(std::span(bytes).first(given))))
    throw Error(ErrorKind::corrupt, name, "is not base64");
  const audio::Clip clip = audio::read_bytes(std::move(bytes), name, 0);
  double energy = 0.0;
  for (const float value : clip.samples) energy += static_cast<double>(value) * value;
  if (std::sqrt(energy / static_cast<double>(clip.samples.size())) < kSilence)
    throw Error(ErrorKind::corrupt, name, "is decoded to silence");
}

void append(std::string& list, std::string_view name) {
  list.append(list.empty() ? "" : ", ").append(name);
}

}  // namespace

std::vector<Finding> check_formats() {
  std::vector<Finding> findings;
  std::string decoded, absent;
  for (const FormatSample& sample : format_samples()) {
    try {
      decode(sample);
      append(decoded, sample.format);
    } catch (const Error& failure) {
      if (sample.needs_libav && failure.kind() == ErrorKind::unsupported)
        append(absent, sample.format);
      else
        findings.push_back({Health::broken, "formats", failure.what()});
    }
  }
  if (!absent.empty())
    findings.insert(findings.begin(),
                    {Health::absent, "formats",
                     absent + ": libav is missing (install it and rebuild melsift)"});
  if (!decoded.empty()) findings.insert(findings.begin(), {Health::ok, "formats", decoded});
  return findings;
}

std::vector<Finding> check_models() {
  std::vector<Finding> findings;
  for (const std::string& path : model::default_models()) {
    try {
      const std::string description = model::load(path).provenance.description;
      findings.push_back({Health::ok, "model",
                          std::filesystem::path(path).stem().string() +
                              (description.empty() ? "" : ": " + description)});
    } catch (const Error& failure) {
      findings.push_back({Health::broken, "model", failure.what()});
    }
  }
  if (findings.empty())
    findings.push_back({Health::absent, "model", "none is bundled; commands need -m FILE"});
  return findings;
}

Finding check_library(const std::string& path) {
  std::error_code ignored;
  if (path.empty())
    return {Health::absent, "library", "none: neither XDG_DATA_HOME nor HOME is an absolute path"};
  if (path == default_library() && !std::filesystem::exists(path, ignored))
    return {Health::absent, "library",
            "none yet (run melsift collect scan FOLDER to make " + path + ")"};
  try {
    const auto store = catalogue::Store::open(path, catalogue::Mode::read);
    const auto damage = store.damage();
    if (!damage.empty()) return {Health::broken, "library", path + ": damaged: " + damage.front()};
    return {Health::ok, "library",
            path + ": " + std::to_string(store.track_count()) + " tracks, intact"};
  } catch (const Error& failure) {
    return {Health::broken, "library", failure.what()};
  }
}

Finding check_threads() {
  return {Health::ok, "threads", std::to_string(thread_count(0))};
}

Finding check_processor() {
  std::string sets;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) append(sets, "AVX2");
  if (__builtin_cpu_supports("fma")) append(sets, "FMA");
  if (__builtin_cpu_supports("avx512f")) append(sets, "AVX-512");
  return {Health::ok, "processor", "x86-64: " + (sets.empty() ? "no AVX2 (slower)" : sets)};
#elif defined(__aarch64__)
  return {Health::ok, "processor", "arm64: NEON" + sets};
#else
  return {Health::ok, "processor", "portable code" + sets};
#endif
}

std::string text_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    std::string line = finding.health == Health::ok       ? "ok"
                       : finding.health == Health::absent ? "absent"
                                                          : "broken";
    line.resize(8, ' ');
    line += finding.subject;
    line.resize(19, ' ');
    text += line + finding.detail + "\n";
  }
  return text;
}

}  // namespace melsift::tools
