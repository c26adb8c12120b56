#include "tools/kit/inputs.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/container.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"
#include "tools/kit/progress.h"

namespace melsift::tools {
namespace {

// The first bytes of a file, or of standard input for "-": enough to tell its kind, fewer only at
// its end.
std::string first_bytes(const std::string& path) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const std::string name(path == "-" ? kStandardInput : path);
  if (descriptor < 0) throw system_error(name, "can't open", errno);
  struct Closer {
    int descriptor;
    ~Closer() {
      if (descriptor != STDIN_FILENO) ::close(descriptor);
    }
  } const closer{descriptor};
  std::string bytes(4096, '\0');
  std::size_t size = 0;
  while (size < 64) {
    const ssize_t got = ::read(descriptor, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(name, "can't read", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
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

// By its name, else by its first bytes: split(1) and mktemp(1) name files as they like.
bool is_record_file(const std::string& path) {
  const std::string ending = lower_case(std::filesystem::path(path).extension().string());
  for (const char* known : {".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".npz"})
    if (ending == known) return true;
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) &&
         record::begins_as_records(first_bytes(path));
}

// What the shell's <(...) gives: a pipe that is there to be read, unlike a named FIFO.
bool is_open_pipe(const std::string& path) {
  std::error_code ignored;
  return path.starts_with("/dev/") && std::filesystem::is_fifo(path, ignored);
}

// Whether what is read is a file, rather than a pipe that somebody writes to.
bool is_on_disk(const std::string& path) {
  struct stat status {};
  const int got = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  return got == 0 && S_ISREG(status.st_mode);
}

Input track(const std::string& path) {
  Input input;
  input.record.path = path;
  input.where = path;
  return input;
}

// The lines of a file; nothing where it can't be read.
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
    } catch (const Error&) {  // is reported by who does the work
    }
  }
  return count;
}

std::optional<std::size_t> count_tracks(const std::string& operand, const std::stop_token& stop) {
  if (operand == "-" || is_open_pipe(operand)) return std::nullopt;
  std::error_code ignored;
  if (std::filesystem::is_directory(operand, ignored)) return count_files(operand, stop);
  if (!is_record_file(operand)) return 1;
  const auto status = std::filesystem::status(operand, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return std::nullopt;  // a FIFO, which can be read but once
  const std::string begun = first_bytes(operand);
  if (begun.starts_with("PK")) return std::nullopt;  // NumPy's arrays
  const auto lines = count_lines(operand, stop);
  const bool has_header = !trimmed(begun).starts_with('{');
  return lines ? std::optional(*lines - (has_header && *lines > 0 ? 1 : 0)) : std::nullopt;
}

}  // namespace

Inputs::Inputs(Command& command, std::vector<std::string> operands)
    : command_(command), operands_(std::move(operands)) {
  if (!operands_.empty()) return;
  if (::isatty(STDIN_FILENO) == 1)
    throw UsageError("a file, a folder, or something on standard input is required");
  operands_.emplace_back("-");
}

bool Inputs::next(Input& input) {
  while (!next_of_operand(input)) {
    if (next_operand_ == operands_.size()) return false;
    try {
      open(operands_[next_operand_++]);
    } catch (const Error& failure) {
      name_items(false);
      failed(failure.what());
    }
  }
  return true;
}

bool Inputs::next_of_operand(Input& input) {
  input = Input();
  for (;;) {
    try {
      if (single_ || records_ || paths_ || walk_) name_items(records_.has_value());
      if (single_) {
        input = std::move(*single_);
        single_.reset();
        return true;
      }
      if (records_) {
        if (records_->next(input.record)) {
          input.where = records_->where();
          return true;
        }
        records_.reset();
      } else if (paths_) {
        while (const auto line = paths_->next()) {
          if (trimmed(*line).empty()) continue;
          input = track(std::string(trimmed(*line)));
          return true;
        }
        paths_.reset();
      } else if (walk_) {
        if (auto path = walk_->next()) {
          walk_found_ = true;
          input = track(*path);
          return true;
        }
        walk_.reset();
        if (!walk_found_)
          throw Error(ErrorKind::not_found, operands_[next_operand_ - 1],
                      "no audio files in this folder");
      }
      return false;
    } catch (const Error& failure) {
      failed(failure.what());
    }
  }
}

void Inputs::failed(std::string_view message) {
  whole_ = false;
  command_.count_failed(message);
}

// Of one that is open, or that could not be opened.
void Inputs::name_items(bool records) {
  (records ? had_records_ : had_files_) = true;
  command_.set_items(!had_records_ ? "files" : had_files_ ? "inputs" : "records");
}

std::optional<std::size_t> Inputs::count(const std::stop_token& stop) const {
  std::size_t total = 0;
  for (const std::string& operand : operands_) {
    try {
      const auto count = count_tracks(operand, stop);
      if (!count || stop.stop_requested()) return std::nullopt;
      total += *count;
    } catch (const Error&) {  // counted as the one failure that it will be
      ++total;
    }
  }
  return total;
}

void Inputs::open(const std::string& operand) {
  on_disk_ = is_on_disk(operand);
  if (operand == "-" || is_open_pipe(operand)) return open_stream(operand);
  std::error_code ignored;
  if (std::filesystem::is_directory(operand, ignored)) {
    walk_found_ = false;
    walk_.emplace(operand);
  } else if (is_record_file(operand)) {
    records_.emplace(operand);
  } else {
    single_ = track(operand);
  }
}

void Inputs::open_stream(const std::string& path) {
  const std::string begun = first_bytes(path);
  const std::string name(path == "-" ? kStandardInput : path);
  if (begun.empty()) throw Error(ErrorKind::corrupt, name, "is empty");
  if (record::begins_as_records(begun)) {
    records_.emplace(path, begun);
  } else if (audio::looks_like_audio(begun) || !is_text(begun)) {
    single_ = track(path);
    single_->where = name;
    single_->audio = std::make_shared<audio::TrackFile>(begun + read_file(path), name);
  } else {
    paths_.emplace(path, begun);
  }
}

resume::Attempt attempt_on(const Input& input) {
  return {input.record.path, input.where, input.audio == nullptr};
}

namespace {

// Records that are worked on together: enough for matrix products to be fast, and values that are
// no burden to the memory (4 MB) where there are eight batches on their way.
constexpr std::size_t kLargestBatch = 32;
constexpr Eigen::Index kLargestBatchValues = 1 << 20;

using Batch = std::vector<TrackTask>;

// Up to `largest` tracks, as many as can be had without waiting.
bool next_batch(Inputs& inputs, std::size_t largest, Batch& batch) {
  Eigen::Index values = 0;
  for (Input input; inputs.next(input);) {
    values += input.record.mel.size() + static_cast<Eigen::Index>(input.record.features.size());
    batch.emplace_back(std::move(input));
    if (batch.size() >= largest || values >= kLargestBatchValues || !inputs.has_more_at_hand())
      break;
  }
  return !batch.empty();
}

void run_batches(Command& command, Inputs& inputs, unsigned threads, std::size_t largest,
                 const std::function<void(std::span<TrackTask>)>& work,
                 const std::function<void(const record::Record&)>& emit,
                 const std::function<void(const resume::JournalEntry&)>& failed) {
  Progress progress(command, "tracks", [&](const auto& stop) { return inputs.count(stop); });
  const auto finish = [&](TrackTask& task) {
    resume::Attempt& attempt = task.attempt;
    try {
      if (!attempt.failure)
        for (const record::Record& record : task.records) emit(record);
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io) throw;  // a full disk takes no other record either
      attempt.failure = failure.what();
    }
    if (attempt.failure) {
      if (failed) failed(attempt.failure_entry());
      command.count_failed(*attempt.failure);
    } else {
      command.count_done();
    }
    progress.step();
  };
  ordered_pipeline<Batch, Batch>(
      threads, [&](Batch& batch) { return next_batch(inputs, largest, batch); },
      [&](Batch& batch) {
        work(batch);
        return std::move(batch);
      },
      [&](Batch&& batch) {
        for (TrackTask& task : batch) finish(task);
      });
}

}  // namespace

void for_each_track(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<std::vector<record::Record>(Input&)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed) {
  const auto work_on_one = [&](std::span<TrackTask> tasks) {
    TrackTask& task = tasks.front();
    task.attempt.run([&] { task.records = work(task.input); });
  };
  run_batches(command, inputs, threads, 1, work_on_one, emit, failed);
}

void for_each_batch(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<void(std::span<TrackTask>)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed) {
  run_batches(command, inputs, threads, kLargestBatch, work, emit, failed);
}

}  // namespace melsift::tools
