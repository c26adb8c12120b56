// The authorities that a look-up over HTTPS trusts.
#pragma once

#include <string>

namespace melsift::lookup {

// The file of certificates for libcurl, or empty for its built-in default.  The portable archive
// brings its own libcurl, whose default is Debian's path: with it, this is the machine's own file
// if it has one in a known place, else the bundled one, <prefix>/share/melsift/certificates.crt.
std::string certificate_file();

}  // namespace melsift::lookup
