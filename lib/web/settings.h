// The settings of `serve`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "web/limits.h"
#include "web/traffic.h"

namespace melsift::web {

struct Settings {
  std::string catalogue;             // a database
  std::vector<std::string> models;   // files
  std::string taste;                 // a file; empty: none
  std::vector<std::string> indexes;  // files that are searched as one
  std::string crowd;                 // a crowd model; empty: none, otherwise ...
  std::string listens, user;         // ... the plays to use, and their user
  std::string host = "127.0.0.1";    // the host at which it listens
  int port = 8080;                   // 0: any free port
  std::vector<std::string> music;    // folders that may be scanned, and whose files may be played
  std::string base_url;              // public URL behind a proxy; empty: none
  std::vector<std::string> allowed_hosts;  // additional host names, of proxies
  std::string token;                       // that requests must carry; empty: none
  std::uint64_t most_upload_bytes = std::uint64_t{200} << 20;
  unsigned threads = 1;  // for analyses, and for scans
  Limits limits;
  ExchangeWatcher answered;  // told of each answer; may be empty
};

}  // namespace melsift::web
