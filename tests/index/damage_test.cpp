#include <cstring>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "index/file_format.h"
#include "index/rows.h"
#include "support/support.h"

using namespace melsift;
using test::clustered;
using test::TemporaryFolder;
using test::write_index;

namespace {

std::string small_index(const TemporaryFolder& folder) {
  index::GraphOptions options;
  options.degree = 4;
  options.ef_construction = 20;
  auto rows = clustered(300, 10, 8, 1);
  rows[200] = rows[100];
  write_index(folder.path("good"), rows, true, options);
  return read_file(folder.path("good"));
}

// Opens the index and calls all its functions.  Returns nothing, or the message of the Error.
std::string use(const std::string& path) {
  std::string words;
  try {
    const auto index = index::Index::open(path);
    const auto attempt = [&](const auto& action) {
      try {
        action();
      } catch (const Error& error) {
        words = error.what();
      }
    };
    attempt([&] {
      for (std::size_t row = 0; row < index.size(); ++row) static_cast<void>(index.payload(row));
    });
    const auto query = index.standardise(std::vector<float>(index.dimension(), 0.5F));
    attempt([&] { static_cast<void>(index.exact(query, 20, 1)); });
    attempt([&] {
      if (index.has_graph()) static_cast<void>(index.approximate(query, 20, 300));
    });
  } catch (const Error& error) {
    words = error.what();
  }
  return words;
}

void set_checksum(std::string& bytes) {
  index::Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.checksum = index::checksum_of(header);
  std::memcpy(bytes.data(), &header, sizeof header);
}

template <class Change>
std::string changed(std::string bytes, const Change& change) {
  index::Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  change(header, bytes);
  std::memcpy(bytes.data(), &header, sizeof header);
  set_checksum(bytes);
  return bytes;
}

}  // namespace

TEST_CASE("any byte of the header that changes is noticed") {
  const TemporaryFolder folder;
  const std::string good = small_index(folder);
  REQUIRE(use(folder.path("good")).empty());
  for (std::size_t at = 0; at < sizeof(index::Header); ++at) {
    std::string bytes = good;
    bytes[at] ^= 0x21;
    CAPTURE(at);
    const std::string path = folder.file("bad", bytes);
    CHECK(use(path).starts_with(path + ": is "));
  }
}

TEST_CASE("a header with a valid checksum is still checked") {
  const TemporaryFolder folder;
  const std::string good = small_index(folder);
  for (std::size_t at = 0; at < offsetof(index::Header, checksum); ++at) {
    for (const int flip : {0x01, 0x10, 0x80, 0xff}) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      set_checksum(bytes);
      use(folder.file("bad", bytes));  // no crash
    }
  }
}

TEST_CASE("changed bytes give an answer or an error, never a crash") {
  const TemporaryFolder folder;
  const std::string good = small_index(folder);
  Random random(1);
  std::size_t noticed = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string bytes = good;
    for (std::uint64_t i = 1 + random.below(64); i > 0; --i)
      bytes[sizeof(index::Header) + random.below(bytes.size() - sizeof(index::Header))] =
          static_cast<char>(random.bits());
    noticed += use(folder.file("bad", bytes)).empty() ? 0 : 1;
  }
  CHECK(noticed > 300);
}

TEST_CASE("a file that was cut or extended is corrupt") {
  const TemporaryFolder folder;
  const std::string good = small_index(folder);
  const auto refused = [&](const std::string& bytes, const char* words) {
    const std::string path = folder.file("bad", bytes);
    try {
      index::Index::open(path);
      FAIL("opened");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::corrupt);
      CHECK(error.what() == path + ": " + words);
    }
  };
  refused("", "is not a melsift index");
  refused("{\"path\":\"a.mp3\"}\n", "is not a melsift index");
  refused(good.substr(0, 100), "is a truncated index");
  const std::string size = std::to_string(good.size());
  for (std::size_t left = sizeof(index::Header); left < good.size(); left += 997)
    refused(good.substr(0, left),
            ("is a truncated index: " + std::to_string(left) + " of " + size + " bytes").c_str());
  refused(good + "x", "is a damaged index: there are bytes after its end");
}

TEST_CASE("other files that are not an index") {
  const TemporaryFolder folder;
  const auto kind_of = [](const std::string& path) {
    try {
      index::Index::open(path);
    } catch (const Error& error) {
      CHECK(std::string(error.what()).starts_with(path));
      return error.kind();
    }
    FAIL("opened");
    return ErrorKind::io;
  };
  CHECK(kind_of(folder.path("none")) == ErrorKind::not_found);
  CHECK(kind_of(folder.path()) == ErrorKind::invalid_argument);
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  CHECK(kind_of(folder.path("fifo")) == ErrorKind::invalid_argument);
  const auto newer = changed(small_index(folder), [](auto& header, auto&) { ++header.version; });
  CHECK(kind_of(folder.file("newer", newer)) == ErrorKind::unsupported);
}

TEST_CASE("ends, links and twins that lead out of the file are reported") {
  const TemporaryFolder folder;
  const std::string good = small_index(folder);
  const auto overwritten = [&](auto section, auto number) {
    const std::string bytes = changed(good, [&](auto& header, std::string& all) {
      const index::Section place = section(header);
      for (std::uint64_t at = 0; at < place.bytes; at += sizeof number)
        std::memcpy(all.data() + place.offset + at, &number, sizeof number);
    });
    const std::string path = folder.file("bad", bytes);
    const std::string words = use(path);
    return words.substr(std::min(words.size(), path.size()));
  };
  using index::Header;
  CHECK(overwritten([](const Header& h) { return h.payload_ends; }, std::uint64_t{1} << 63) ==
        ": is a damaged index: the record of row 0 is not in it");
  const auto links = [](const Header& h) { return h.links; };
  CHECK(overwritten(links, std::uint32_t{300}) ==
        ": is a damaged index: its graph has invalid links");
  CHECK(overwritten(links, std::uint32_t{0}).empty());  // all lead to the first row
  const auto twins = [](const Header& h) { return h.twins; };
  CHECK(overwritten(twins, std::uint32_t{300}) == ": is a damaged index: its twins are invalid");
  CHECK(overwritten(twins, std::uint32_t{5}) == ": is a damaged index: its twins are invalid");
  CHECK(overwritten([](const Header& h) { return h.layers[0]; }, std::uint32_t{300}) ==
        ": is a damaged index: its graph has invalid links");
  CHECK(overwritten([](const Header& h) { return h.mean; },
                    std::numeric_limits<double>::infinity()) ==
        ": is a damaged index: a mean or scale is not finite");
  // Vectors without finite numbers: no score, no answer.
  CHECK(overwritten([](const Header& h) { return h.vectors; },
                    std::numeric_limits<float>::quiet_NaN())
            .empty());
}
