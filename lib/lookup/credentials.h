// Secrets from where others can't read them: the environment, or a file of one's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift::lookup {

class Credentials {
 public:
  // Those of the environment.
  Credentials() = default;
  // Those of a file of lines NAME=VALUE; blank lines and lines that begin with # are passed over,
  // blanks around names and values, and quotes around a value, are not part of them.  Throws Error
  // not_found or io; invalid_argument for a file that others than its owner may read or write, for
  // what is no regular file, and for one of more than 64 KiB; corrupt, "FILE:3: ", for another
  // line.  No message holds any of the file's text.
  static Credentials from_file(const std::string& path);

  // The value of that name; nothing where it is missing or empty.
  std::optional<std::string> find(std::string_view name) const;
  // Throws Error invalid_argument, beginning with the name, where there is none, or it has control
  // characters or blanks within; `why` says what it is for.
  std::string need(std::string_view name, std::string_view why) const;

 private:
  std::string path_;  // empty: the environment
  std::string text_;
};

}  // namespace melsift::lookup
