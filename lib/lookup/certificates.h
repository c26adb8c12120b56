// The certificate authorities that HTTPS look-ups trust.
#pragma once

#include <string>

namespace melsift::lookup {

// The file of certificates for libcurl, or empty for its built-in default.  The portable archive
// brings its own libcurl, whose default is Debian's path: with the archive, this is the machine's
// own file if it is in a known place, otherwise the bundled one,
// <prefix>/share/melsift/certificates.crt.
std::string certificate_file();

}  // namespace melsift::lookup
