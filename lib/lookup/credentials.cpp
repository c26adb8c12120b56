#include "lookup/credentials.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/number.h"

namespace melsift::lookup {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 16;

struct File {
  explicit File(const std::string& path)
      // Non-blocking: a FIFO is refused, and open() does not wait for it.
      : descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (descriptor < 0) throw system_error(path, "can't open", errno);
  }
  ~File() { ::close(descriptor); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor;
};

std::string octal(mode_t mode) {
  std::string text;
  for (int shift = 6; shift >= 0; shift -= 3)
    text += static_cast<char>('0' + ((mode >> static_cast<unsigned>(shift)) & 7U));
  return text;
}

// Checks the open file, not the path, so that the checked file is the one that is read.
void check_is_own(const File& file, const std::string& path) {
  struct stat status {};
  if (::fstat(file.descriptor, &status) != 0) throw system_error(path, "can't access", errno);
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::invalid_argument, path, "is not a regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw Error(ErrorKind::invalid_argument, path,
                "other users can access it (its mode is " + octal(status.st_mode) +
                    "); run chmod 600 on it, and consider its secrets leaked");
}

std::string read_all(const File& file, const std::string& path) {
  std::string bytes(kLargest + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.descriptor, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(path, "can't read", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kLargest)
    throw Error(ErrorKind::invalid_argument, path, "is too large for a credentials file");
  bytes.resize(size);
  return bytes;
}

// Calls use(line, number) with each line that is not blank or a comment.
template <class Use>
void for_each_line(std::string_view text, const Use& use) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.front() != '#') use(line, number);
  }
}

std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                      (value.front() == '"' || value.front() == '\'');
  return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

Credentials Credentials::from_file(const std::string& path) {
  const File file(path);
  check_is_own(file, path);
  Credentials credentials;
  credentials.path_ = path;
  credentials.text_ = read_all(file, path);
  for_each_line(credentials.text_, [&](std::string_view line, std::size_t number) {
    if (line.find('=') == std::string_view::npos)
      throw Error(ErrorKind::corrupt, path + ':' + std::to_string(number),
                  "expected NAME=VALUE or a comment");
  });
  return credentials;
}

std::optional<std::string> Credentials::find(std::string_view name) const {
  std::string value;
  if (path_.empty()) {
    const char* found = std::getenv(std::string(name).c_str());
    if (found != nullptr) value = trimmed(found);
  } else {
    for_each_line(text_, [&](std::string_view line, std::size_t) {
      const std::size_t equals = line.find('=');
      if (trimmed(line.substr(0, equals)) == name)
        value = unquoted(trimmed(line.substr(equals + 1)));
    });
  }
  return value.empty() ? std::nullopt : std::optional(value);
}

std::string Credentials::need(std::string_view name, std::string_view why) const {
  auto value = find(name);
  if (!value)
    throw Error(ErrorKind::invalid_argument, name,
                (path_.empty() ? std::string("not set in the environment, and no --credentials")
                               : "not in " + path_) +
                    "; " + std::string(why));
  if (std::any_of(value->begin(), value->end(),
                  [](unsigned char c) { return c <= 0x20 || c == 0x7F; }))
    throw Error(ErrorKind::invalid_argument, name, "contains blanks or control characters");
  return *value;
}

}  // namespace melsift::lookup
