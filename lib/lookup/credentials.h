// Secrets from places that others can't read: the environment, or a private file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift::lookup {

class Credentials {
 public:
  // Reads from the environment.
  Credentials() = default;
  // Reads from a file of lines NAME=VALUE.  Blank lines and lines that begin with # are skipped;
  // blanks around names and values, and quotes around a value, are removed.  Throws Error not_found
  // or io; invalid_argument if users other than the owner may read or write the file, if it is not
  // a regular file, or if it is larger than 64 KiB; corrupt, "FILE:3: ", for any other line.  No
  // message contains text of the file.
  static Credentials from_file(const std::string& path);

  // The value of this name; nothing if it is missing or empty.
  std::optional<std::string> find(std::string_view name) const;
  // Throws Error invalid_argument, beginning with the name, if the value is missing or contains
  // control characters or blanks; `why` says what it is for.
  std::string need(std::string_view name, std::string_view why) const;

 private:
  std::string path_;  // empty: the environment
  std::string text_;
};

}  // namespace melsift::lookup
