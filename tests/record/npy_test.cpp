#include "record/npy.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "support/support.h"

using namespace melsift;
using record::NpyFile;
using namespace std::string_literals;

namespace {

// As numpy.lib.format writes version 1.0: the data begins at a multiple of 64.
std::string npy(std::string dict, const std::string& data) {
  const std::size_t length = (10 + dict.size() + 1 + 63) / 64 * 64 - 10;
  dict.resize(length - 1, ' ');
  return "\x93NUMPY\x01\x00"s + static_cast<char>(length) + static_cast<char>(length >> 8) + dict +
         "\n" + data;
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<float> row(const NpyFile& array, std::size_t index) {
  std::vector<float> values(array.row_size());
  array.read_row(index, values);
  return values;
}

std::string complaint(const std::string& bytes) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("x.npy", bytes);
  try {
    NpyFile{path};
  } catch (const Error& error) {
    CHECK(std::string(error.what()).starts_with(path + ": "));
    return std::string(error.what()).substr(path.size() + 2);
  }
  return "none";
}

}  // namespace

TEST_CASE("rows of arrays of every supported element") {
  const test::TemporaryFolder folder;
  const std::string rest = "'fortran_order': False, 'shape': (2, 3), }";
  const std::vector<float> first{1.0F, 2.5F, -3.0F}, second{4.0F, 5.0F, 6.0F};

  const NpyFile f4(
      folder.file("f4", npy("{'descr': '<f4', " + rest, bytes_of<float>({1, 2.5, -3, 4, 5, 6}))));
  CHECK(f4.shape() == std::vector<std::size_t>{2, 3});
  CHECK(f4.rows() == 2);
  CHECK(row(f4, 0) == first);
  CHECK(row(f4, 1) == second);

  const NpyFile f8(
      folder.file("f8", npy("{'descr': '<f8', " + rest, bytes_of<double>({1, 2.5, -3, 4, 5, 6}))));
  CHECK(row(f8, 1) == second);
  CHECK(row(f8, 0) == first);

  const NpyFile i8(
      folder.file("i8", npy("{'descr': '<i8', " + rest, bytes_of<long long>({1, 2, -3, 4, 5, 6}))));
  CHECK(row(i8, 0) == std::vector<float>{1.0F, 2.0F, -3.0F});

  const auto small = [&](const std::string& dtype, const std::string& data) {
    return row(NpyFile(folder.file(
                   "s", npy("{'descr': '" + dtype + "', 'fortran_order': False, 'shape': (1, 2), }",
                            data))),
               0);
  };
  CHECK(small("|i1", "\xFF\x01") == std::vector<float>{-1.0F, 1.0F});
  CHECK(small("|u1", "\xFF\x01") == std::vector<float>{255.0F, 1.0F});
  CHECK(small("<i2", bytes_of<short>({-300, 2})) == std::vector<float>{-300.0F, 2.0F});
  CHECK(small("<u2", bytes_of<unsigned short>({65535, 2})) == std::vector<float>{65535.0F, 2.0F});
  CHECK(small("<i4", bytes_of<int>({-70000, 2})) == std::vector<float>{-70000.0F, 2.0F});
  CHECK(small("<u4", bytes_of<unsigned>({4000000000, 2})) == std::vector<float>{4e9F, 2.0F});
  // numpy.array([0.1, -65504], 'f2').tobytes() and [inf, the smallest subnormal number]; as
  // float32.
  CHECK(small("<f2", "\x66\x2e\xff\xfb") == std::vector<float>{0.0999755859375F, -65504.0F});
  CHECK(small("<f2", "\x00\x7c\x01\x00"s) ==
        std::vector<float>{std::numeric_limits<float>::infinity(), 0x1p-24F});
  CHECK(small("<u8", bytes_of<unsigned long>({1UL << 63, 2})) == std::vector<float>{0x1p63F, 2.0F});
}

TEST_CASE("other orders of the header, versions and dimensions") {
  const test::TemporaryFolder folder;
  const NpyFile odd(
      folder.file("a", npy("{\"shape\":(2 ,1,2),\"fortran_order\":False,\"descr\":\"<f4\"}",
                           bytes_of<float>({1, 2, 3, 4}))));
  CHECK(odd.shape() == std::vector<std::size_t>{2, 1, 2});
  CHECK(row(odd, 1) == std::vector<float>{3.0F, 4.0F});

  const std::string dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  const std::string length{static_cast<char>(dict.size()), '\0', '\0', '\0'};
  const NpyFile second(
      folder.file("b", "\x93NUMPY\x02\x00"s + length + dict + bytes_of<float>({7, 8})));
  CHECK(second.rows() == 2);
  CHECK(second.row_size() == 1);
  CHECK(row(second, 1) == std::vector<float>{8.0F});

  const NpyFile none(
      folder.file("c", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 0), }", "")));
  CHECK(none.rows() == 5);
  CHECK(none.row_size() == 0);
}

TEST_CASE("damaged files and files of other formats are refused") {
  const auto with = [](const std::string& dict) {
    return complaint(npy(dict, bytes_of<float>({1, 2})));
  };
  CHECK(complaint("") == "not a .npy file");
  CHECK(complaint("RIFF....WAVEfmt ") == "not a .npy file");
  CHECK(complaint("\x93NUMPY\x01\x00\xff\xff{}"s) == "the .npy header is truncated");
  CHECK(complaint("\x93NUMPY\x09\x00\x08\x00{}      "s) == ".npy version 9");
  CHECK(with("{}") == "the .npy header can't be read");
  CHECK(with("{'descr': '<f4', 'fortran_order': False, 'shape': (2") ==
        "the .npy header can't be read");
  CHECK(with("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }") ==
        "the .npy header can't be read");
  CHECK(with("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }") ==
        "the .npy header can't be read");
  CHECK(with("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }") ==
        "elements >f4, expected float16, float32, float64, whole numbers, bool or text");
  for (const char* dtype : {"<f1", "<f16", "<c8", "|O", "<M8", "|V8", "<i3", "<f", "|S0", "<U-1"})
    CHECK(
        with("{'descr': '" + std::string(dtype) + "', 'fortran_order': False, 'shape': (1,), }") ==
        "elements " + std::string(dtype) +
            ", expected float16, float32, float64, whole numbers, bool or text");
  CHECK(with("{'descr': '<U1', 'fortran_order': False, 'shape': (2,), }") ==
        "elements <U1, expected numbers");
  CHECK(with("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }") ==
        "Fortran order, expected C order (numpy.ascontiguousarray)");
  CHECK(with("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }") ==
        "truncated: the data is shorter than the shape says");
  CHECK(with("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 2), }") ==
        "truncated: the data is shorter than the shape says");
  CHECK_THROWS_AS(NpyFile("/nowhere/x.npy"), Error);
}

TEST_CASE("arrays are written as by NumPy") {
  const test::TemporaryFolder folder;
  const std::size_t matrix[] = {2, 3};
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  record::write_npy(folder.path("m.npy"), matrix, values);
  CHECK(read_file(folder.path("m.npy")) ==
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", bytes_of(values)));
  const std::size_t vector[] = {6};
  record::write_npy(folder.path("v.npy"), vector, values);
  CHECK(read_file(folder.path("v.npy")) ==
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", bytes_of(values)));
  CHECK(row(NpyFile(folder.path("m.npy")), 1) == std::vector<float>{4, 5, 6});
}

TEST_CASE("a real array of mel spectrograms" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(path, "data/gtzan-mel/mel_dev.npy");
  const NpyFile array(*path);
  CHECK(array.shape() == std::vector<std::size_t>{710, 128, 130});
  const auto whole = test::read_npy(*path);
  for (const std::size_t index : {0, 1, 355, 709}) {
    const auto values = row(array, index);
    CHECK(
        std::ranges::equal(values, std::span(whole.values).subspan(index * 128 * 130, 128 * 130)));
  }
}
