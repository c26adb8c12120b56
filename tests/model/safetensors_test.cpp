// The container against its public description, written out by hand, and against damage.
#include "model/safetensors.h"

#include <cstring>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using model::read_safetensors;
using model::Safetensors;
using model::write_safetensors;

namespace {

// A file put together by the format's description alone.
std::string file(const std::string& header, const std::vector<float>& data) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i) & 0xFF);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(data.data()), data.size() * 4);
  return bytes;
}

std::string complaint(const std::string& bytes) {
  try {
    read_safetensors(bytes, "m");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

const std::string kHeader =
    R"({"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
    R"("b":{"dtype":"F32","shape":[1],"data_offsets":[24,28]}})";
const std::vector<float> kData = {1, 2, 3, 4, 5, 6, 7};

}  // namespace

TEST_CASE("the bytes follow the description of the format") {
  Safetensors content;
  content.metadata["a"] = "b";
  content.tensors = {{"w", {2, 3}, {1, 2, 3, 4, 5, 6}}, {"b", {1}, {7}}};
  std::string padded = kHeader;
  while (padded.size() % 8 != 0) padded += ' ';
  CHECK(write_safetensors(content) == file(padded, kData));
}

TEST_CASE("a file from another program is read") {
  const auto content = read_safetensors(file(kHeader, kData), "m");
  CHECK(content.metadata.at("a") == "b");
  REQUIRE(content.tensors.size() == 2);
  CHECK(content.tensors[0].name == "w");
  CHECK(content.tensors[0].shape == std::vector<long>{2, 3});
  CHECK(content.tensors[0].values == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(content.tensors[1].values == std::vector<float>{7});
}

TEST_CASE("a scalar has an empty shape, an empty tensor a zero") {
  const std::string header = R"({"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
                             R"("e":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]}})";
  const auto content = read_safetensors(file(header, {9}), "m");
  REQUIRE(content.tensors.size() == 2);
  CHECK(content.tensors[0].values.size() == 1);
  CHECK(content.tensors[1].values.empty());
}

TEST_CASE("every cut is noticed") {
  const std::string whole = file(kHeader, kData);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(complaint(whole.substr(0, size)).starts_with("m: "));
  }
  CHECK(complaint(whole) == "none");
}

TEST_CASE("inconsistent headers are refused") {
  const auto entry = [](const std::string& w) {
    return complaint(file("{\"w\":" + w + "}", {1, 2}));
  };
  CHECK(entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})") == "none");
  CHECK(entry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})") ==
        "m: tensor \"w\" has a size that differs from its shape");
  CHECK(entry(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})") ==
        "m: tensor \"w\" leaves a gap or overlaps another");
  CHECK(entry(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})") ==
        "m: has bytes after its last tensor");
  CHECK(entry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})")
            .find("is truncated or damaged") != std::string::npos);
  CHECK(entry(R"({"dtype":"F32","shape":[4611686018427387904,16],"data_offsets":[0,8]})") ==
        "m: tensor \"w\" is too large");
  CHECK(
      entry(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})").starts_with("m: tensor \"w\""));
  CHECK(entry(R"({"dtype":"F32","shape":"2","data_offsets":[0,8]})") ==
        "m: tensor \"w\" has a malformed entry");
  // A number beyond 64-bit integers, and text that is not a number.
  CHECK(entry(R"({"dtype":"F32","shape":[4e53],"data_offsets":[0,8]})") ==
        "m: tensor \"w\" has a malformed entry");
  CHECK(entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8.5]})") ==
        "m: tensor \"w\" has a malformed entry");
  CHECK(entry(R"({"dtype":"F32","data_offsets":[0,8]})") ==
        "m: tensor \"w\" has a malformed entry");
  CHECK(complaint(file("[1,2]", {})) ==
        "m: is not a safetensors file: its header is not a JSON object");
  CHECK(complaint(file("{\"__metadata__\":{\"a\":1}}", {})) == "m: its metadata \"a\" is not text");
  CHECK(complaint(std::string(8, '\xFF')) ==
        "m: is not a safetensors file: its header would be too long");
}

TEST_CASE("tensors that are not F32 are left out and named") {
  const std::string bytes = file(
      R"({"steps":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
      {0, 0, 7});
  const Safetensors content = read_safetensors(bytes, "m");
  REQUIRE(content.tensors.size() == 1);
  CHECK(content.tensors[0].name == "w");
  CHECK(content.tensors[0].values == std::vector<float>{7});
  CHECK(content.left_out == std::map<std::string, std::string>{{"steps", "I64"}});
  CHECK_THROWS_WITH_AS(model::require_all(content.left_out, "m"),
                       "m: tensor \"steps\" is I64, expected F32", Error);
  CHECK_NOTHROW(model::require_all({}, "m"));
}
