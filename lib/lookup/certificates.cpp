#include "lookup/certificates.h"

#include <filesystem>

#include "base/installation.h"

namespace fs = std::filesystem;

namespace melsift::lookup {

std::string certificate_file() {
  std::error_code ignored;
  const fs::path bundled = data_folder() / "certificates.crt";
  if (!fs::exists(bundled, ignored)) return {};
  for (const char* const file : {
           "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch
           "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora
           "/etc/ssl/ca-bundle.pem",              // openSUSE
           "/etc/ssl/cert.pem",                   // Alpine
       })
    if (fs::exists(file, ignored)) return file;
  return bundled.string();
}

}  // namespace melsift::lookup
