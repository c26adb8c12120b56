#include "record/seekable.h"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/temporary_file.h"

namespace melsift::record {

int copied(LineSource& lines) {
  TemporaryFile copy("", lines.name());
  std::array<char, std::size_t{1} << 16> block;
  while (const std::size_t size = lines.take(block)) copy.append({block.data(), size});
  return std::move(copy).release();
}

int seekable(const std::string& path, LineSource& lines) {
  struct stat status {};
  if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return copied(lines);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw system_error(path, "can't open", errno);
  return descriptor;
}

LineSource lines_of(const std::string& name, int descriptor) {
  const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (own < 0) throw system_error(name, "can't read", errno);
  LineSource lines = LineSource::over(name, own);
  if (::lseek(own, 0, SEEK_SET) != 0) throw system_error(name, "can't read", errno);
  return lines;
}

}  // namespace melsift::record
