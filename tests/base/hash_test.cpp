#include "base/hash.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

using namespace melsift;

namespace {

std::string thousand_bytes() {
  std::string bytes(1000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i % 251);
  return bytes;
}

}  // namespace

TEST_CASE("FNV-1a of published vectors") {
  // draft-eastlake-fnv-17, appendix C
  CHECK(to_hex(hash("")) == "cbf29ce484222325");
  CHECK(to_hex(hash("a")) == "af63dc4c8601ec8c");
  CHECK(to_hex(hash("foobar")) == "85944171f73967e8");
  CHECK(hash("bar", hash("foo")) == hash("foobar"));
}

TEST_CASE("the wide hash follows its definition") {
  // Computed in Python, by the definition, with integers of any size.
  CHECK(to_hex(wide_hash("")) == "0c1973bb0a391d5d");
  CHECK(to_hex(wide_hash("melsift")) == "f79a768398160fc3");
  CHECK(to_hex(wide_hash(thousand_bytes())) == "c9f21423b0dd3387");
}

TEST_CASE("each byte and the length change the wide hash") {
  const std::string bytes = thousand_bytes();
  std::set<std::uint64_t> hashes = {wide_hash(bytes), wide_hash(bytes + '\0')};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x80);
    hashes.insert(wide_hash(changed));
    hashes.insert(wide_hash(std::string_view(bytes).substr(0, i)));
  }
  CHECK(hashes.size() == 2 + 2 * bytes.size());
}
