#include "common/inputs.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "audio/container.h"
#include "audio/folder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"

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

bool begins_as_record(std::string_view bytes) {
  const std::string_view text = trimmed(bytes);
  return text.starts_with('{') || text.starts_with("\xEF\xBB\xBF{");
}

// By its name, else by its first bytes: split(1) and mktemp(1) name files as they like.
bool is_record_file(const std::string& path) {
  const std::string ending = lower_case(std::filesystem::path(path).extension().string());
  if (ending == ".jsonl" || ending == ".json" || ending == ".ndjson") return true;
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && begins_as_record(first_bytes(path));
}

// What the shell's <(...) gives: a pipe that is there to be read, unlike a named FIFO.
bool is_open_pipe(const std::string& path) {
  std::error_code ignored;
  return path.starts_with("/dev/") && std::filesystem::is_fifo(path, ignored);
}

Input track(const std::string& path) {
  Input input;
  input.record.path = path;
  input.where = path;
  return input;
}

}  // namespace

Inputs::Inputs(Command& command, std::vector<std::string> operands)
    : command_(command), operands_(operands.begin(), operands.end()) {
  if (!operands_.empty()) return;
  if (::isatty(STDIN_FILENO) == 1)
    throw CLI::RequiredError("a file, a folder, or something on standard input");
  operands_.emplace_back("-");
}

bool Inputs::next(Input& input) {
  for (;;) {
    if (!pending_.empty()) {
      input = std::move(pending_.front());
      pending_.pop_front();
      return true;
    }
    if (reader_) {
      if (next_record(input)) return true;
      reader_.reset();
    }
    if (operands_.empty()) return false;
    const std::string operand = std::move(operands_.front());
    operands_.pop_front();
    try {
      open(operand);
    } catch (const Error& failure) {
      command_.count_failed(failure.what());
    }
  }
}

bool Inputs::next_record(Input& input) {
  for (;;) {
    input = Input();
    try {
      if (!reader_->next(input.record)) return false;
      input.where = reader_->where();
      return true;
    } catch (const Error& failure) {
      command_.count_failed(failure.what());
    }
  }
}

void Inputs::open(const std::string& operand) {
  if (operand == "-" || is_open_pipe(operand)) return open_stream(operand);
  std::error_code ignored;
  if (std::filesystem::is_directory(operand, ignored)) {
    std::vector<std::string> failures;
    for (const std::string& path : audio::audio_files(operand, failures))
      pending_.push_back(track(path));
    for (const std::string& failure : failures) command_.count_failed(failure);
    if (pending_.empty())
      throw Error(ErrorKind::not_found, operand, "no audio files in this folder");
  } else if (is_record_file(operand)) {
    reader_.emplace(operand);
  } else {
    pending_.push_back(track(operand));
  }
}

void Inputs::open_stream(const std::string& path) {
  const std::string begun = first_bytes(path);
  const std::string name(path == "-" ? kStandardInput : path);
  if (begun.empty()) throw Error(ErrorKind::corrupt, name, "is empty");
  if (begins_as_record(begun)) {
    reader_.emplace(path, begun);
    return;
  }
  const std::string rest = read_file(path);
  if (audio::looks_like_audio(begun) || !is_text(begun)) {
    Input input = track(path);
    input.where = name;
    input.bytes = begun + rest;
    pending_.push_back(std::move(input));
    return;
  }
  for (const std::string& line : split_list(begun + rest, '\n')) pending_.push_back(track(line));
}

void for_each_track(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<void(Input&)>& work,
                    const std::function<void(const record::Record&)>& emit) {
  struct Outcome {
    record::Record record;
    std::string failure;
  };
  ordered_pipeline<Input, Outcome>(
      threads, [&](Input& input) { return inputs.next(input); },
      [&](Input& input) {
        Outcome outcome;
        try {
          work(input);
          outcome.record = std::move(input.record);
        } catch (const Error& failure) {
          outcome.failure = failure.what();
        } catch (const std::bad_alloc&) {
          outcome.failure = input.where + ": out of memory";
        }
        return outcome;
      },
      [&](Outcome&& outcome) {
        if (!outcome.failure.empty()) {
          command.count_failed(outcome.failure);
          return;
        }
        try {
          emit(outcome.record);
          command.count_done();
        } catch (const Error& failure) {
          if (failure.kind() == ErrorKind::io) throw;  // a full disk takes no other record either
          command.count_failed(failure.what());
        }
      });
}

}  // namespace melsift::tools
