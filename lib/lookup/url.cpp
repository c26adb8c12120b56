#include "lookup/url.h"

#include <algorithm>

#include "base/error.h"
#include "base/number.h"
#include "base/percent.h"

namespace melsift::lookup {
namespace {

constexpr std::string_view kPlain = "http://", kSecure = "https://";

// "[::1]:8080" of "http://[::1]:8080/ws".
std::string_view authority(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  url.remove_prefix(begin + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

// Without the port.
std::string_view host(std::string_view url) {
  const std::string_view all = authority(url);
  if (all.starts_with('[')) return all.substr(0, all.find(']') + 1);
  return all.substr(0, all.find(':'));
}

// True for "127.0.0.1", false for a name such as "127.example.com".
bool is_loopback_number(std::string_view name) {
  return name.starts_with("127.") && std::count(name.begin(), name.end(), '.') == 3 &&
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::string with_query(std::string url, const Query& query) {
  char before = '?';
  for (const auto& [name, value] : query) {
    url += before;
    url += percent_encoded(name) + '=' + percent_encoded(value);
    before = '&';
  }
  return url;
}

std::string without_query(std::string_view url) {
  return std::string(url.substr(0, url.find('?')));
}

std::string base_url(std::string_view option, std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    throw Error(ErrorKind::invalid_argument, option, why);
  };
  const std::string lower = lower_case(text);
  if (!lower.starts_with(kPlain) && !lower.starts_with(kSecure))
    refuse("expected a URL that begins with https:// or http://");
  // The message doesn't repeat the URL, because it may contain the password that is the problem.
  if (authority(text).find('@') != std::string_view::npos)
    refuse("a URL must not contain a user name or a password");
  if (host(text).empty()) refuse("the URL has no host");
  if (text.find_first_of("?#") != std::string_view::npos) refuse("the URL must not contain ? or #");
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7F; }))
    refuse("blanks or control characters in the URL");
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

bool is_private(std::string_view url) {
  if (lower_case(url).starts_with(kSecure)) return true;
  const std::string name = lower_case(host(url));
  return name == "localhost" || name == "[::1]" || is_loopback_number(name);
}

}  // namespace melsift::lookup
