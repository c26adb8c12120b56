#include "record/base64.h"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace melsift;

namespace {

std::string encode(std::string_view bytes) {
  std::string out;
  record::append_base64(out, std::as_bytes(std::span(bytes)));
  return out;
}

bool decodes(std::string_view text, std::size_t size) {
  std::vector<std::byte> out(size);
  return record::decode_base64(text, out);
}

}  // namespace

TEST_CASE("the vectors of RFC 4648, section 10") {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(encode(bytes) == text);
    std::string out(bytes.size(), '?');
    CHECK(record::decode_base64(text, std::as_writable_bytes(std::span(out))));
    CHECK(out == bytes);
  }
}

TEST_CASE("the last two digits are + and /") {
  CHECK(encode("\xfb\xef\xff") == "++//");
}

TEST_CASE("appending keeps existing text") {
  std::string out = "data:";
  record::append_base64(out, std::as_bytes(std::span("foo", 3)));
  CHECK(out == "data:Zm9v");
}

TEST_CASE("random bytes of every length come back") {
  Random random(3);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    std::string out(size, '?');
    CHECK(record::decode_base64(encode(bytes), std::as_writable_bytes(std::span(out))));
    CHECK(out == bytes);
  }
}

TEST_CASE("text of a wrong length or encoding is refused") {
  CHECK_FALSE(decodes("Zm9v", 2));
  CHECK_FALSE(decodes("Zm9v", 4));
  CHECK_FALSE(decodes("Zm9", 2));
  CHECK_FALSE(decodes("Zg=", 1));
  CHECK_FALSE(decodes("Zg=v", 1));
  CHECK_FALSE(decodes("Zm9=", 2));  // the last bits encode nothing and are not zero
  CHECK_FALSE(decodes("Zh==", 1));
  CHECK_FALSE(decodes("Zm-v", 3));  // the other alphabet
  CHECK_FALSE(decodes("Z=9v", 3));
  CHECK_FALSE(decodes("Z\n9v", 3));
  CHECK_FALSE(decodes("Zm9v====", 4));
  CHECK_FALSE(decodes("\xc3\xa9=v", 3));
}
