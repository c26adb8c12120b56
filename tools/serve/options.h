// The command line of serve.
#pragma once

#include <string>

#include "tools/kit/command.h"
#include "web/settings.h"

namespace melsift::tools {

// As typed.
struct ServeOptions {
  std::vector<std::string> models;  // none: the bundled ones
  std::string listen = "127.0.0.1:8080";
  std::string most_upload = "200MB";
  std::string token_file;
  std::string log_format;  // of the access log: "text" or "json"; empty: none
  web::Settings settings;
};

void add_options(Command& command, ServeOptions& options);

// Completes the settings by the options.  Throws Error invalid_argument for invalid ones.
void complete_settings(ServeOptions& options);

// Sets a token if one is needed: that of the file, or a new one, which is printed with the address.
void add_token(ServeOptions& options);

// Prints the address, and serves until SIGINT or SIGTERM; a second one kills the process.
void serve(Command& command, const ServeOptions& options);

}  // namespace melsift::tools
