#include "analysis/input_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>

#include <sys/stat.h>
#include <unistd.h>

#include "audio/folder.h"
#include "base/error.h"
#include "base/input_descriptor.h"
#include "base/number.h"
#include "record/source.h"

namespace melsift::analysis {
namespace {

// The lines of a file; nothing if it can't be read.
std::optional<std::size_t> count_lines(const std::string& path, const std::stop_token& stop) {
  std::ifstream file(path, std::ios::binary);
  std::string block(std::size_t{1} << 20, '\0');
  std::size_t count = 0;
  char last = '\n';
  while (file && !stop.stop_requested()) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto size = static_cast<std::size_t>(file.gcount());
    count += static_cast<std::size_t>(std::count(block.data(), block.data() + size, '\n'));
    if (size > 0) last = block[size - 1];
  }
  if (!file.eof()) return std::nullopt;
  return count + (last == '\n' ? 0 : 1);
}

std::optional<std::size_t> count_files(const std::string& folder, const std::stop_token& stop) {
  std::size_t count = 0;
  audio::FolderWalk walk(folder);
  for (bool more = true; more;) {
    if (stop.stop_requested()) return std::nullopt;
    try {
      more = walk.next().has_value();
      if (more) ++count;
    } catch (const Error&) {  // the walk through the folder reports it
    }
  }
  return count;
}

}  // namespace

std::string first_bytes(const std::string& path) {
  InputDescriptor input(path);
  std::string bytes(4096, '\0');
  std::size_t size = 0;
  // A line is enough to recognise text: who writes it slowly is not to wait.
  const auto has_line = [&] {
    return std::string_view(bytes).substr(0, size).find('\n') != std::string_view::npos;
  };
  while (size < 64 || (size < 512 && !has_line())) {
    const std::size_t got = input.read(std::span(bytes).subspan(size));
    if (got == 0) break;
    size += got;
  }
  bytes.resize(size);
  return bytes;
}

bool is_text(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
}

bool is_record_file(const std::string& path) {
  const std::string ending = lower_case(std::filesystem::path(path).extension().string());
  for (const char* known : {".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".npz"})
    if (ending == known) return true;
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) &&
         record::begins_as_records(first_bytes(path));
}

bool is_open_pipe(const std::string& path) {
  std::error_code ignored;
  return path.starts_with("/dev/") && std::filesystem::is_fifo(path, ignored);
}

bool is_on_disk(const std::string& path) {
  struct stat status {};
  const int got = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  return got == 0 && S_ISREG(status.st_mode);
}

std::optional<std::size_t> count_tracks(const std::string& path, const std::stop_token& stop) {
  if (path == "-" || is_open_pipe(path)) return std::nullopt;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return count_files(path, stop);
  if (!is_record_file(path)) return 1;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return std::nullopt;  // a FIFO, which can be read but once
  const std::string begun = first_bytes(path);
  if (begun.starts_with("PK")) return std::nullopt;  // NumPy's arrays
  const auto lines = count_lines(path, stop);
  const bool has_header = !trimmed(begun).starts_with('{');
  return lines ? std::optional(*lines - (has_header && *lines > 0 ? 1 : 0)) : std::nullopt;
}

}  // namespace melsift::analysis
