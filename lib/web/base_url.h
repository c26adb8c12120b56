// The public URL of the server behind a proxy.
#pragma once

#include <string>
#include <string_view>

namespace melsift::web {

// "https://music.example:8443/melsift".
struct BaseUrl {
  std::string origin;  // "https://music.example:8443"
  std::string host;    // "music.example"
  std::string path;    // "/melsift", empty for "/"
};

// Throws Error invalid_argument that begins with --base-url if the text is not such a URL.
BaseUrl parse_base_url(const std::string& text);

// The host of "home:8080" or "[::1]:8080", without the port.
std::string_view without_port(std::string_view host);

}  // namespace melsift::web
