#include "base/text_encoding.h"

#include <array>
#include <cerrno>
#include <utility>

#include <iconv.h>

#include "base/error.h"
#include "base/utf8.h"

namespace melsift {
namespace {

// A conversion to UTF-8.  It has a state, so that each text gets one of its own.
class Conversion {
 public:
  explicit Conversion(const std::string& name) : state_(iconv_open("UTF-8", name.c_str())) {}
  ~Conversion() {
    if (is_open()) iconv_close(state_);
  }
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;

  bool is_open() const { return state_ != iconv_t(-1); }

  std::string operator()(std::string_view bytes) {
    std::string text, input(bytes);
    char* in = input.data();
    std::size_t left = input.size();
    std::array<char, 512> block;
    while (left > 0) {
      char* out = block.data();
      std::size_t room = block.size();
      const std::size_t result = iconv(state_, &in, &left, &out, &room);
      const int problem = result == std::size_t(-1) ? errno : 0;
      text.append(block.data(), block.size() - room);
      if (problem == 0 || problem == E2BIG) continue;
      append_code_point(text, kReplacement);
      if (problem == EINVAL) break;  // cut off within a character
      ++in;
      --left;
    }
    return text;
  }

 private:
  iconv_t state_;
};

}  // namespace

TextEncoding::TextEncoding(std::string name) : name_(std::move(name)) {
  Conversion conversion(name_);
  if (name_.empty() || !conversion.is_open())
    throw Error(ErrorKind::invalid_argument, "encoding \"" + name_ + '"',
                "unknown (iconv -l lists the known ones)");
  constexpr std::string_view kAscii = "Aa 0";
  if (conversion(kAscii) != kAscii)
    throw Error(ErrorKind::invalid_argument, "encoding \"" + name_ + '"',
                "no encoding of old tags: ASCII is not part of it");
}

std::string TextEncoding::decode(std::string_view bytes) const {
  return Conversion(name_)(bytes);
}

}  // namespace melsift
