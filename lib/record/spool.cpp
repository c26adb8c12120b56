#include "record/spool.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"

namespace melsift::record {
namespace {

namespace fs = std::filesystem;

std::string folder_for(const std::string& beside) {
  std::error_code ignored;
  const fs::file_status status = fs::status(beside, ignored);
  if (!beside.empty() && beside != "-" && (!fs::exists(status) || fs::is_regular_file(status))) {
    const fs::path parent = fs::path(beside).parent_path();
    return parent.empty() ? "." : parent.string();
  }
  const char* temporary = std::getenv("TMPDIR");
  return temporary && *temporary ? temporary : "/tmp";
}

}  // namespace

Spool::Spool(const std::string& beside) : folder_(folder_for(beside)) {
  std::string name = folder_ + "/.melsift.XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) fail("can't create a temporary file");
  ::unlink(name.c_str());
  file_ = ::fdopen(descriptor, "w+");
  if (!file_) {
    ::close(descriptor);
    fail("can't create a temporary file");
  }
}

Spool::~Spool() {
  if (file_) std::fclose(file_);
}

Spool::Spool(Spool&& other) noexcept
    : folder_(std::move(other.folder_)), file_(std::exchange(other.file_, nullptr)) {}

void Spool::write(std::string_view bytes) {
  if (!bytes.empty() && std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
    fail("can't write a temporary file");
}

void Spool::rewind() {
  if (std::fflush(file_) != 0 || std::fseek(file_, 0, SEEK_SET) != 0)
    fail("can't write a temporary file");
}

std::size_t Spool::read(std::span<char> bytes) {
  const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), file_);
  if (got < bytes.size() && std::ferror(file_)) fail("can't read a temporary file");
  return got;
}

int Spool::release() {
  rewind();
  const int descriptor = ::fcntl(::fileno(file_), F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0) fail("can't read a temporary file");
  std::fclose(std::exchange(file_, nullptr));
  return descriptor;
}

void Spool::fail(std::string_view doing) const {
  throw system_error(folder_, doing, errno);
}

}  // namespace melsift::record
