// Text of a named encoding.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// An encoding by the name that iconv(3) knows: "windows-1251", "Shift_JIS", "GBK".  Copyable and
// thread-safe.
class TextEncoding {
 public:
  // Throws Error invalid_argument that begins with the name if the system doesn't know it, or if
  // its text is not a sequence of bytes, such as UTF-16's.
  explicit TextEncoding(std::string name);

  const std::string& name() const { return name_; }
  // `bytes` as UTF-8.  A byte that is not valid becomes U+FFFD.
  std::string decode(std::string_view bytes) const;

 private:
  std::string name_;
};

}  // namespace melsift
