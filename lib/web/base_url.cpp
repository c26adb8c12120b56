#include "web/base_url.h"

#include <algorithm>

#include "base/error.h"
#include "base/number.h"

namespace melsift::web {

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.ends_with(']')) return host;
  const std::string_view port = host.substr(colon + 1);
  const auto number = parse_integer(port);
  return number && *number >= 0 && *number <= 65535 ? host.substr(0, colon) : host;
}

BaseUrl parse_base_url(const std::string& text) {
  const auto refuse = [&] {
    return Error(ErrorKind::invalid_argument, "--base-url \"" + text + '"',
                 "expected a URL such as https://music.example/melsift");
  };
  const std::string_view rest = text;
  const std::size_t scheme_end = rest.find("://");
  const std::string scheme = lower_case(rest.substr(0, std::min(scheme_end, rest.size())));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https"))
    throw refuse();
  const std::size_t begin = scheme_end + 3;
  const std::size_t slash = std::min(rest.find('/', begin), rest.size());
  const std::string authority = lower_case(rest.substr(begin, slash - begin));
  BaseUrl url{scheme + "://" + authority, std::string(without_port(authority)),
              std::string(rest.substr(slash))};
  while (url.path.ends_with('/')) url.path.pop_back();
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) > ' ' &&
           std::string_view("?#@\\\"<>;").find(c) == std::string_view::npos;
  };
  if (url.host.empty() || !std::ranges::all_of(text, is_plain)) throw refuse();
  return url;
}

}  // namespace melsift::web
