#include "web/token.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <sys/random.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"

namespace melsift::web {

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> random(bytes);
  if (::getrandom(random.data(), bytes, 0) != static_cast<ssize_t>(bytes))
    throw system_error("random numbers", "not available", errno);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : random) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other);
  }
  return difference == 0;
}

std::string read_token(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw system_error(path, "can't open", errno);
  if ((status.st_mode & 077) != 0)
    throw Error(ErrorKind::invalid_argument, path, "other users can read it (run chmod 600 on it)");
  const std::string text = read_file(path);
  std::string token(trimmed(std::string_view(text).substr(0, text.find('\n'))));
  const bool known = std::ranges::all_of(token, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.~").find(c) != std::string_view::npos;
  });
  if (token.size() < 16 || !known)
    throw Error(ErrorKind::invalid_argument, path,
                "contains no token of at least 16 letters and digits (openssl rand -hex 16)");
  return token;
}

}  // namespace melsift::web
