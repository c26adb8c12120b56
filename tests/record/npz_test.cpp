#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "record/npy_header.h"
#include "record/npz_writer.h"
#include "record/source.h"
#include "record/writer.h"
#include "record/zip_writer.h"
#include "support/support.h"

using namespace melsift;
using namespace std::string_literals;
using record::NpzWriter;
using record::Record;
using record::Source;

namespace {

using Lines = std::vector<std::string>;

// The records as JSON, followed by error messages.
Lines read(Source source) {
  Lines out;
  Lines failures;
  for (bool more = true; more;) {
    try {
      Record record;
      more = source.next(record);
      if (more) out.push_back(to_json(record));
    } catch (const Error& error) {
      failures.emplace_back(error.what());
    }
  }
  out.insert(out.end(), failures.begin(), failures.end());
  return out;
}

Lines read_bytes(std::string bytes) {
  try {
    return read(Source(record::LineSource::over("x.npz", std::move(bytes))));
  } catch (const Error& error) {
    return {error.what()};
  }
}

Record track(std::string path, std::string label, std::vector<float> features) {
  Record r;
  r.path = std::move(path);
  r.label = std::move(label);
  r.front_end = "toy";
  r.features = std::move(features);
  return r;
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string array(std::string_view dtype, std::vector<std::size_t> shape, const std::string& data) {
  return record::npy_header(dtype, shape) + data;
}

// An archive of arrays that no NumPy would write.
std::string archive(const std::vector<std::pair<std::string, std::string>>& entries) {
  const test::TemporaryFolder folder;
  OutputFile file(folder.path("x"));
  record::ZipWriter zip(file);
  for (const auto& [name, bytes] : entries)
    zip.add(name + ".npy", [&, &data = bytes](const record::ZipWriter::Take& take) { take(data); });
  zip.finish();
  file.close();
  return read_file(folder.path("x"));
}

const std::string kX = array("<f4", {2, 2}, bytes_of<float>({1, 2, 3, 4}));

// An independent reader of archives, written from APPNOTE.TXT alone.
class Unzip {
 public:
  explicit Unzip(std::string bytes) : bytes_(std::move(bytes)) {
    // 4.3.16: 22 bytes at the very end; 4.3.15: 20 before them; 4.3.14.
    const std::size_t end = bytes_.size() - 22;
    REQUIRE(number(end, 4) == 0x06054B50);
    REQUIRE(number(end - 20, 4) == 0x07064B50);
    const std::size_t zip64 = number(end - 20 + 8, 8);
    REQUIRE(number(zip64, 4) == 0x06064B50);
    CHECK(number(zip64 + 4, 8) == end - 20 - zip64 - 12);
    std::size_t at = number(zip64 + 48, 8);
    CHECK(number(zip64 + 40, 8) == zip64 - at);
    const std::size_t count = number(zip64 + 32, 8);
    std::size_t expected_offset = 0;
    for (std::size_t i = 0; i < count; ++i) at = read_entry(at, expected_offset);
    CHECK(at == zip64);
  }

  std::vector<std::string> names;  // in order
  std::map<std::string, std::string> entries;

 private:
  std::size_t number(std::size_t at, std::size_t size) const {
    REQUIRE(at + size <= bytes_.size());
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
    return value;
  }

  // CRC-32 as in 4.4.7, bit by bit.
  static std::uint32_t checksum(std::string_view data) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : data) {
      crc ^= static_cast<unsigned char>(c);
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
  }

  // 4.3.12, with its zip64 field of 4.5.3, and the local header 4.3.7 that it speaks of.
  std::size_t read_entry(std::size_t at, std::size_t& offset) {
    REQUIRE(number(at, 4) == 0x02014B50);
    CHECK(number(at + 10, 2) == 0);       // stored
    CHECK(number(at + 14, 2) == 0x0021);  // 1980-01-01
    const std::size_t name_size = number(at + 28, 2);
    const std::string name = bytes_.substr(at + 46, name_size);
    const std::size_t extra = at + 46 + name_size;
    CHECK(number(at + 30, 2) == 28);
    CHECK(number(extra, 2) == 1);
    const std::size_t size = number(extra + 4, 8);
    CHECK(number(extra + 12, 8) == size);
    CHECK(number(extra + 20, 8) == offset);

    REQUIRE(number(offset, 4) == 0x04034B50);
    CHECK(bytes_.substr(offset + 4, 24) == bytes_.substr(at + 6, 24));  // version ... name length
    CHECK(bytes_.substr(offset + 30, name_size) == name);
    const std::size_t local_extra = offset + 30 + name_size;
    CHECK(number(offset + 28, 2) == 20);
    CHECK(bytes_.substr(local_extra + 4, 16) == bytes_.substr(extra + 4, 16));
    const std::string data = bytes_.substr(local_extra + 20, size);
    CHECK(number(at + 16, 4) == checksum(data));
    names.push_back(name);
    entries[name] = data;
    offset = local_extra + 20 + size;
    return extra + 28;
  }

  std::string bytes_;
};

}  // namespace

TEST_CASE("the arrays of numpy.savez") {
  CHECK(
      read(Source(test::data("numpy/savez.npz"))) ==
      Lines{
          R"({"path":"a.wav","label":"hip hop","split":"train","fold":0,"duration_s":30,"front_end":"mfcc sr=22050 n_mfcc=3","features":[0.1,-2.5,3e-08]})",
          R"({"path":"b/é中🎵.wav","label":"blues","fold":2,"front_end":"mfcc sr=22050 n_mfcc=3","features":[1,2,3]})",
          R"({"path":"c","split":"test","duration_s":1.5,"front_end":"mfcc sr=22050 n_mfcc=3","features":[4,5,6]})",
      });
}

TEST_CASE("the arrays of numpy.savez_compressed: float64 matrices, labels as text, no paths") {
  Source source(test::data("numpy/savez_compressed.npz"));
  Record r;
  REQUIRE(source.next(r));
  CHECK(source.where() == test::data("numpy/savez_compressed.npz") + "[0]");
  CHECK(r.path == test::data("numpy/savez_compressed.npz") + "#0");
  CHECK(r.label == "rock");
  CHECK(r.front_end == "array shape=2x3");
  CHECK(r.mel == Matrix{{0.0F, 0.125F, 0.25F}, {0.375F, 0.5F, 0.625F}});
  REQUIRE(source.next(r));
  CHECK(r.label.empty());
  CHECK(r.mel(1, 2) == 11.0F / 8.0F);
  CHECK_FALSE(source.next(r));
}

TEST_CASE("an .npz file is a zip archive of .npy arrays") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.npz");
  NpzWriter writer(path, {"tempo", "loud"});
  Record a = track("b.wav", "rock", {1.0F, 0.1F});
  a.group = "G\xC3\xA9";
  a.fold = 3;
  a.duration_s = 0.5;
  Record b = track("\xF0\x9F\x8E\xB5", "blues", {-2.0F, 3.0F});
  Record c = track("", "", {5.0F, 6.0F});
  for (const Record& r : {a, b, c}) writer.write(r);
  CHECK_FALSE(std::filesystem::exists(path));
  writer.close();
  // The temporary files are removed.
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);

  const Unzip zip(read_file(path));
  CHECK(zip.names == Lines{"X.npy", "y.npy", "labels.npy", "paths.npy", "front_end.npy",
                           "columns.npy", "group.npy", "fold.npy", "duration_s.npy"});
  const auto entry = [&](const char* name) { return zip.entries.at(name); };
  using Codes = std::vector<std::uint32_t>;
  CHECK(entry("X.npy") == array("<f4", {3, 2}, bytes_of<float>({1.0F, 0.1F, -2, 3, 5, 6})));
  CHECK(entry("y.npy") == array("<i8", {3}, bytes_of<std::int64_t>({1, 0, -1})));
  CHECK(entry("labels.npy") ==
        array("<U5", {2},
              bytes_of<Codes::value_type>({'b', 'l', 'u', 'e', 's', 'r', 'o', 'c', 'k', 0})));
  CHECK(entry("paths.npy") == array("<U5", {3},
                                    bytes_of<Codes::value_type>({'b', '.', 'w', 'a', 'v', 0x1F3B5,
                                                                 0, 0, 0, 0, 0, 0, 0, 0, 0})));
  CHECK(entry("front_end.npy") == array("<U3", {}, bytes_of<Codes::value_type>({'t', 'o', 'y'})));
  CHECK(entry("group.npy") ==
        array("<U2", {3}, bytes_of<Codes::value_type>({'G', 0xE9, 0, 0, 0, 0})));
  CHECK(entry("fold.npy") == array("<i8", {3}, bytes_of<std::int64_t>({3, -1, -1})));
  CHECK(entry("duration_s.npy").substr(128, 8) == bytes_of<double>({0.5}));
  // The header itself, as numpy.lib.format describes it.
  const std::string head = entry("X.npy").substr(0, 128);
  CHECK(head.starts_with(std::string("\x93NUMPY\x01\x00\x76\x00", 10) +
                         "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), } "));
  CHECK(head.ends_with(" \n"));

  Lines expected{to_json(a), to_json(b), to_json(c)};
  expected[2].insert(1, "\"path\":\"" + path + "#2\",");
  CHECK(read(Source(path)) == expected);
}

TEST_CASE("matrices, pieces and no records at all") {
  const test::TemporaryFolder folder;
  {
    NpzWriter writer(folder.path("m.npz"), {});
    for (int i = 0; i < 3; ++i) {
      Record r;
      r.path = "a.wav";
      r.group = "a.wav";
      r.segment = record::Segment{i, 1.5 * i, 3.0};
      r.front_end = "mel";
      r.mel = Matrix{{1.0F, 2.0F, 3.0F}, {4.0F, 5.0F, static_cast<float>(i)}};
      writer.write(r);
    }
    writer.close();
  }
  const Lines lines = read(Source(folder.path("m.npz")));
  REQUIRE(lines.size() == 3);
  CHECK(
      lines[2] ==
      R"({"path":"a.wav","group":"a.wav","segment":{"index":2,"start_s":3,"duration_s":3},"front_end":"mel","mel":{"dtype":"float32","shape":[2,3],"data":"AACAPwAAAEAAAEBAAACAQAAAoEAAAABA"}})");

  NpzWriter(folder.path("e.npz"), {"a", "b"}).close();
  CHECK(read(Source(folder.path("e.npz"))).empty());
  CHECK(Unzip(read_file(folder.path("e.npz"))).entries["X.npy"] == array("<f4", {0, 2}, ""));
}

TEST_CASE("arrays longer than the reader's blocks stay in step") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("long.npz");
  NpzWriter writer(path, {});
  constexpr int kRows = 3000;
  for (int i = 0; i < kRows; ++i)
    writer.write(track("t" + std::to_string(i * 7919), i % 3 == 0 ? "a" : "b",
                       std::vector<float>(20, static_cast<float>(i))));
  writer.close();
  Source source(path);
  int i = 0;
  for (Record r; source.next(r); ++i) {
    REQUIRE(r.path == "t" + std::to_string(i * 7919));
    REQUIRE(r.label == (i % 3 == 0 ? "a" : "b"));
    REQUIRE(r.features == std::vector<float>(20, static_cast<float>(i)));
  }
  CHECK(i == kRows);
}

TEST_CASE("a record unlike the first is refused by name and nothing of it is written") {
  const test::TemporaryFolder folder;
  NpzWriter writer(folder.path("x.npz"), {});
  const auto refusal = [&](const Record& r) {
    try {
      writer.write(r);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  Record none = track("n.wav", "", {});
  CHECK(refusal(none) == "n.wav: the record has no features");
  Record both = track("n.wav", "", {1});
  both.mel = Matrix::Ones(1, 1);
  CHECK(refusal(both) == "n.wav: has both features and mel; a table can contain only one of them");
  CHECK(refusal(track("n.wav", "", {std::numeric_limits<float>::quiet_NaN()})) ==
        "n.wav: features contains a number that is not finite");
  CHECK(refusal(track("n.wav", "\xFF", {1})) == "n.wav: label is not valid UTF-8");

  CHECK(refusal(track("a.wav", "x", {1, 2})) == "none");
  CHECK(refusal(track("b.wav", "x", {1, 2, 3})) ==
        "b.wav: 3 features, the first record has 2 features; all rows of a table must match");
  Record matrix = track("m.wav", "x", {});
  matrix.mel = Matrix::Ones(2, 3);
  CHECK(
      refusal(matrix) ==
      "m.wav: a matrix of 2 x 3, the first record has 2 features; all rows of a table must match");
  Record other = track("o.wav", "x", {1, 2});
  other.front_end = "toy n=2";
  CHECK(refusal(other) ==
        "o.wav: its front end is \"toy n=2\", the first record's is \"toy\"; all rows of a table "
        "must match");
  Record grouped = track("g.wav", "x", {1, 2});
  grouped.group = "g";
  CHECK(refusal(grouped) ==
        "g.wav: has the field group, for which there is no column because the first record has "
        "none");
  CHECK(refusal(track("z.wav", "y", {3, 4})) == "none");
  writer.close();
  CHECK(read(Source(folder.path("x.npz"))) ==
        Lines{to_json(track("a.wav", "x", {1, 2})), to_json(track("z.wav", "y", {3, 4}))});

  NpzWriter named(folder.path("y.npz"), {"a", "b", "c"});
  CHECK_THROWS_WITH_AS(named.write(track("a.wav", "x", {1, 2})), "a.wav: 2 features, expected 3",
                       Error);
}

TEST_CASE("y as NumPy users have it") {
  const auto labels = [](const std::vector<std::pair<std::string, std::string>>& more) {
    std::vector<std::pair<std::string, std::string>> entries = more;
    entries.insert(entries.begin(), {"X", kX});
    Lines out;
    Source source(record::LineSource::over("x.npz", archive(entries)));
    for (Record r; source.next(r);) out.push_back(r.label);
    return out;
  };
  CHECK(labels({}) == Lines{"", ""});
  CHECK(labels({{"y", array("<i4", {2}, bytes_of<std::int32_t>({7, -1}))}}) == Lines{"7", ""});
  CHECK(labels({{"y", array("|u1", {2, 1}, "\x01\x02")}}) == Lines{"1", "2"});
  CHECK(labels({{"y", array("<f8", {2}, bytes_of<double>({1.0, 0.0}))},
                {"labels", array("|S2", {2}, "a\0bc"s)}}) == Lines{"bc", "a"});
  CHECK(labels({{"y", array("|S3", {2}, "pop\xC3\xA9\0"s)}}) == Lines{"pop", "\xC3\xA9"});
}

TEST_CASE("invalid rows are named, and the others are read") {
  const std::string four = "x.npz[1]: X: contains a number that is not finite";
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto good = [](int row) {
    return R"({"path":"x.npz#)" + std::to_string(row) +
           R"(","label":"a","front_end":"array shape=1","features":[1]})";
  };
  CHECK(read_bytes(archive({{"X", array("<f4", {5, 1}, bytes_of<float>({1, nan, 1, 1, 1}))},
                            {"y", array("<i8", {5}, bytes_of<std::int64_t>({0, 0, 1, 0, 0}))},
                            {"labels", array("|S1", {1}, "a")},
                            {"year", array("|S4", {5},
                                           std::string("\0\0\0\0\0\0\0\0\0\0\0\0soon"
                                                       "\0\0\0\0",
                                                       20))}})) ==
        Lines{good(0), good(4), four, "x.npz[2]: y: is 1, but there are 1 labels",
              "x.npz[3]: year: expected a year or a date, got \"soon\""});
  CHECK(read_bytes(archive({{"X", array("<f8", {1, 1}, bytes_of<double>({1e39}))}})) ==
        Lines{"x.npz[0]: X: contains a number that is not finite"});
  CHECK(read_bytes(archive({{"X", kX}, {"y", array("<f4", {2}, bytes_of<float>({0.5F, nan}))}})) ==
        Lines{"x.npz[0]: y: is 0.5, expected a whole number",
              "x.npz[1]: y: is nan, expected a whole number"});
}

TEST_CASE("inconsistent archives are refused by name") {
  const auto complaint = [](const std::vector<std::pair<std::string, std::string>>& entries) {
    const Lines lines = read_bytes(archive(entries));
    REQUIRE(lines.size() == 1);
    return lines[0];
  };
  CHECK(complaint({}) == "x.npz: has no array X");
  CHECK(complaint({{"x", kX}, {"labels", kX}}) ==
        "x.npz: has no array X (it has x.npy, labels.npy)");
  CHECK(complaint({{"X", "text"}}) == "x.npz: X.npy: not a .npy file");
  CHECK(complaint({{"X", array("<U1", {1, 1}, "a\0\0\0"s)}}) ==
        "x.npz: X.npy: contains text, expected numbers");
  CHECK(
      complaint({{"X", array("|O", {1, 1}, "pickled")}}) ==
      "x.npz: X.npy: elements |O, expected float16, float32, float64, whole numbers, bool or text");
  CHECK(complaint({{"X", array("<f4", {4}, bytes_of<float>({1, 2, 3, 4}))}}) ==
        "x.npz: X.npy: its shape is neither (rows, numbers) nor (rows, bands, frames)");
  // Headers that promise more than the data; nothing is allocated by such a promise.
  for (const std::vector<std::size_t>& shape :
       {std::vector<std::size_t>{3, 2},
        {std::size_t{1} << 40, 2},
        {1, std::size_t{1} << 62},
        {std::size_t{1} << 32, std::size_t{1} << 32, std::size_t{1} << 32}})
    CHECK(complaint({{"X", array("<f4", shape, bytes_of<float>({1, 2, 3, 4}))}}) ==
          "x.npz: X.npy: truncated: the data is shorter than the shape says");
  CHECK(complaint({{"X", kX}, {"paths", array("<U260000000", {2}, "abc")}}) ==
        "x.npz: paths.npy: truncated: the data is shorter than the shape says");
  CHECK(complaint({{"X", kX + "more"}}) == "x.npz: X.npy: the data is longer than the shape says");
  CHECK(complaint({{"X", kX}, {"y", array("<i8", {3}, bytes_of<std::int64_t>({0, 1, 2}))}}) ==
        "x.npz: y.npy: 3 rows, X has 2");
  CHECK(complaint({{"X", kX}, {"paths", array("|S1", {}, "a")}}) ==
        "x.npz: paths.npy: 1 rows, X has 2");
  CHECK(complaint({{"X", kX}, {"y", array("<f4", {2, 3}, bytes_of<float>({0, 1, 0, 1, 0, 0}))}}) ==
        "x.npz: y.npy: shape (2, 3), expected (2,)");
  CHECK(complaint({{"X", kX}, {"labels", array("|S1", {1, 1}, "a")}}) ==
        "x.npz: labels.npy: shape (1, 1), expected (classes,)");
  CHECK(complaint({{"X", kX}, {"front_end", array("|S1", {2}, "ab")}}) ==
        "x.npz: front_end.npy: shape (2,), expected one text");
  CHECK(complaint({{"X", kX}, {"paths", array("<U1", {2}, "\0\0\xFF\xFF\0\0\0\0"s)}}) ==
        "x.npz: paths.npy: contains text that is not Unicode");
  CHECK(complaint({{"X", kX}, {"paths", array("|S1", {2}, "\xFFz")}}) ==
        "x.npz: paths.npy: contains text that is not Unicode");
}

TEST_CASE("a damaged archive is refused or read completely") {
  for (const char* name : {"numpy/savez.npz", "numpy/savez_compressed.npz"}) {
    const std::string whole = read_file(test::data(name));
    const Lines expected = read_bytes(whole);
    const auto is_complaint = [](const std::string& line) { return line.starts_with("x.npz"); };
    CHECK_FALSE(is_complaint(expected.back()));
    for (std::size_t size = 4; size < whole.size(); ++size) {
      const Lines lines = read_bytes(whole.substr(0, size));
      REQUIRE(lines.size() == 1);
      REQUIRE(lines[0].starts_with("x.npz: not a complete zip archive ("));
    }
    for (std::size_t at = 4; at < whole.size(); ++at) {
      for (const int bit : {0, 3, 7}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
        const Lines lines = read_bytes(damaged);
        CAPTURE(at);
        CAPTURE(bit);
        if (lines != expected) {
          REQUIRE(is_complaint(lines.back()));
        }
      }
    }
  }
}

// numpy.save of numpy.array([[True, False], [False, True]]): descr '|b1', a byte each, 0 or 1.
TEST_CASE("arrays of bool are numbers in X, true or false in fields, and indices of labels in y") {
  const std::string x = array("|b1", {2, 2}, std::string("\1\0\0\1", 4));
  const std::string two = std::string("\1\0", 2);
  const auto lines = read_bytes(archive({{"X", x},
                                         {"y", array("|b1", {2}, two)},
                                         {"labels", array("|S4", {2}, "popsrock")},
                                         {"liked", array("|b1", {2}, two)}}));
  CHECK(
      lines ==
      Lines{
          R"({"path":"x.npz#0","label":"rock","liked":true,"front_end":"array shape=2","features":[1,0]})",
          R"({"path":"x.npz#1","label":"pops","liked":false,"front_end":"array shape=2","features":[0,1]})"});
}

// numpy.savez of an array of Python objects: descr '|O'.
TEST_CASE("a field whose elements are not read is left out and named") {
  Source source(record::LineSource::over(
      "x.npz", archive({{"X", kX}, {"title", array("|O", {2}, std::string(16, '\0'))}})));
  CHECK(source.left_out() == Lines{"title"});
  Record record;
  REQUIRE(source.next(record));
  CHECK(record.features == std::vector<float>{1, 2});
  CHECK(record.title.empty());
}
