#include "web/spool.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"

namespace melsift::web {

Spool::Spool() {
  std::error_code ignored;
  std::string folder = std::filesystem::temp_directory_path(ignored).string();
  if (folder.empty()) folder = "/tmp";
  descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {  // not every file system knows files without a name
    std::string name = folder + "/melsift-XXXXXX";
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ >= 0) ::unlink(name.c_str());
  }
  if (descriptor_ < 0) throw system_error(folder, "can't make a temporary file", errno);
}

Spool::~Spool() {
  ::close(descriptor_);
}

void Spool::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error("the upload", "can't be kept", errno);
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string Spool::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace melsift::web
