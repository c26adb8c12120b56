#include "resume/private_files.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "base/hash.h"

namespace melsift::resume {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kAbandonedAfter{1};

// Letters, digits and dots only: a host name may contain anything.
std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  std::string host(name.data());
  for (char& c : host) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && c != '.') c = '_';
  }
  return host.empty() ? "host" : host;
}

// The process in "PREFIX.HOST-PID-N", if HOST is this machine; else 0.
pid_t local_process(std::string_view name, std::string_view prefix) {
  const std::string begin = std::string(prefix) + "." + host_name() + "-";
  if (!name.starts_with(begin)) return 0;
  name.remove_prefix(begin.size());
  pid_t process = 0;
  std::from_chars(name.data(), name.data() + name.size(), process);
  return process;
}

bool has_ended(pid_t process) {
  return process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

std::string PrivateFiles::make_name() const {
  std::random_device random;
  const std::uint64_t number = (std::uint64_t{random()} << 32) | random();
  return prefix_ + "." + host_name() + "-" + std::to_string(::getpid()) + "-" + to_hex(number);
}

std::vector<std::string> PrivateFiles::existing() const {
  const fs::path prefix(prefix_);
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
  const std::string begin = prefix.filename().string();
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(begin)) names.push_back((prefix.parent_path() / name).string());
  }
  return names;
}

void PrivateFiles::remove_abandoned() const {
  std::error_code ignored;
  for (const std::string& name : existing()) {
    const auto written = fs::last_write_time(name, ignored);
    const bool old = !ignored && fs::file_time_type::clock::now() - written > kAbandonedAfter;
    if (old || has_ended(local_process(name, prefix_))) fs::remove(name, ignored);
  }
}

}  // namespace melsift::resume
