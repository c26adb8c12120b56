// What `serve` is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "web/limits.h"

namespace melsift::web {

struct Settings {
  std::string catalogue;                   // a database
  std::vector<std::string> models;         // files
  std::string taste;                       // a file; empty: none
  std::vector<std::string> indexes;        // files that are searched as one
  std::string crowd;                       // a model of others' plays; empty: none, else ...
  std::string listens, user;               // ... the plays to go by, and whose
  std::string host = "127.0.0.1";          // where it listens
  int port = 8080;                         // 0: a free one
  std::vector<std::string> music;          // folders to be scanned and played from
  std::string base_url;                    // under which a proxy offers it; empty: none
  std::vector<std::string> allowed_hosts;  // further names, of proxies
  std::string token;                       // that requests must carry; empty: none
  std::uint64_t most_upload_bytes = std::uint64_t{200} << 20;
  unsigned threads = 1;  // for analyses, and for scans
  Limits limits;
};

}  // namespace melsift::web
