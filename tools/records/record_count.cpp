#include "tools/records/record_count.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "base/error.h"
#include "base/number.h"
#include "catalogue/store.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;  // bytes read at once

// A last line without a newline counts.
std::optional<std::size_t> line_count(const std::string& path, const std::stop_token& stop) {
  std::ifstream file(path, std::ios::binary);
  const auto block = std::make_unique<std::array<char, kBlock>>();
  std::size_t lines = 0;
  char last = '\n';
  while (file && !stop.stop_requested()) {
    file.read(block->data(), kBlock);
    const auto end = block->begin() + file.gcount();
    lines += static_cast<std::size_t>(std::count(block->begin(), end, '\n'));
    if (end != block->begin()) last = *(end - 1);
  }
  if (stop.stop_requested() || !file.eof()) return std::nullopt;
  return lines + (last == '\n' ? 0 : 1);
}

}  // namespace

std::optional<std::size_t> record_count(const std::vector<std::string>& paths,
                                        const std::stop_token& stop) {
  std::size_t total = 0;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored) || lower_case(path).ends_with(".npz"))
      return std::nullopt;
    try {
      const auto count =
          catalogue::is_database(path)
              ? std::optional(static_cast<std::size_t>(
                    catalogue::Store::open(path, catalogue::Mode::read).track_count()))
              : line_count(path, stop);
      if (!count) return std::nullopt;
      total += *count;
    } catch (const Error&) {  // reading the records reports it
      return std::nullopt;
    }
  }
  return total;
}

}  // namespace melsift::tools
