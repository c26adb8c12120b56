// The command line of serve.
#pragma once

#include <string>

#include "tools/kit/command.h"
#include "web/settings.h"

namespace melsift::tools {

// As typed.
struct ServeOptions {
  std::vector<std::string> models;  // none: the default ones
  std::string listen = "127.0.0.1:8080";
  std::string most_upload = "200MB";
  std::string token_file;
  web::Settings settings;
};

void add_options(Command& command, ServeOptions& options);

// Fills in the settings that the options mean.  Throws Error invalid_argument for what can't be
// meant.
void complete_settings(ServeOptions& options);

// A token where one is needed: from the file, else a new one, which is then said with the address.
void add_token(ServeOptions& options);

// Says where the server is, and serves until SIGINT or SIGTERM comes; a second one kills.
void serve(Command& command, const ServeOptions& options);

}  // namespace melsift::tools
