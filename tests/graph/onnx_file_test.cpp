// The constants of ONNX files.
#include "graph/onnx_file.h"

#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#ifdef MELSIFT_ONNX

#include "graph/onnx_builder.h"

using namespace melsift;
using namespace melsift::graph;
using test::File;
using test::Floats;

TEST_CASE("constants are read from all fields and types that exporters use") {
  const Floats expected = {1.0F, -2.0F, 0.5F};
  const auto check = [&](const auto& fill) {
    File file({3});
    auto& tensor = file.constant("c", {3}, {});
    fill(tensor);
    file.node("Add", {"x", "c"}, {"y"});
    CHECK(file.run({0.0F, 0.0F, 0.0F}) == expected);
  };
  check([&](onnx::TensorProto& c) {
    for (const float value : expected) c.add_float_data(value);
  });
  check([&](onnx::TensorProto& c) { c.set_raw_data(expected.data(), 3 * sizeof(float)); });
  check([&](onnx::TensorProto& c) {
    c.set_data_type(onnx::TensorProto::DOUBLE);
    for (const float value : expected) c.add_double_data(value);
  });
  const std::vector<std::uint16_t> half = {0x3C00, 0xC000, 0x3800};
  check([&](onnx::TensorProto& c) {
    c.set_data_type(onnx::TensorProto::FLOAT16);
    for (const auto bits : half) c.add_int32_data(bits);
  });
  check([&](onnx::TensorProto& c) {
    c.set_data_type(onnx::TensorProto::FLOAT16);
    c.set_raw_data(half.data(), 6);
  });
  check([&](onnx::TensorProto& c) {
    c.set_data_type(onnx::TensorProto::BFLOAT16);
    for (const int bits : {0x3F80, 0xC000, 0x3F00}) c.add_int32_data(bits);
  });
  // The smallest, the largest subnormal and the largest number of half precision.
  File extremes({3});
  auto& c = extremes.constant("c", {3}, {});
  c.set_data_type(onnx::TensorProto::FLOAT16);
  for (const int bits : {0x0001, 0x83FF, 0x7BFF}) c.add_int32_data(bits);
  extremes.node("Add", {"x", "c"}, {"y"});
  CHECK(extremes.run({0.0F, 0.0F, 0.0F}) == Floats{0x1.0p-24F, -0x1.FF8p-15F, 65504.0F});
}

TEST_CASE("constants that do not fill their shapes are refused") {
  File file({3});
  file.constant("c", {3}, {1, 2});
  file.node("Add", {"x", "c"}, {"y"});
  CHECK(file.refusal() == "f.onnx: tensor \"c\": its data do not fill its shape");
  File cut({3});
  cut.constant("c", {3}, {}).set_raw_data("12345", 5);
  CHECK(cut.refusal() == "f.onnx: tensor \"c\": its data is truncated");
  File large({3});
  large.constant("c", {std::int64_t{1} << 40, std::int64_t{1} << 40}, {});
  CHECK(large.refusal() == "f.onnx: tensor \"c\": has a wrong shape");
  File text({3});
  text.constant("c", {1}, {}).set_data_type(onnx::TensorProto::STRING);
  CHECK(text.refusal() == "f.onnx: tensor \"c\": its type 8 is not supported");
}

TEST_CASE("external data come from a file in the same folder") {
  const auto file_of = [](const char* location, const char* offset, const char* length) {
    File file({2});
    auto& c = file.constant("c", {2}, {});
    c.set_data_location(onnx::TensorProto::EXTERNAL);
    const auto add = [&](const char* key, const char* value) {
      if (value[0] == '\0') return;
      auto& entry = *c.add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    };
    add("location", location);
    add("offset", offset);
    add("length", length);
    file.node("Add", {"x", "c"}, {"y"});
    return file;
  };
  const Floats stored = {9.0F, 1.5F, 2.5F};
  const auto external = [&](const std::string& name) {
    CHECK(name == "weights.bin");
    return std::string(reinterpret_cast<const char*>(stored.data()), 12);
  };
  const auto y_of = [&](const File& file) {
    const Matrix y = Program(read_onnx(file.bytes(), "f.onnx", external).graph)
                         .run({Matrix::Zero(1, 2)})
                         .front();
    return Floats(y.data(), y.data() + y.size());
  };
  CHECK(y_of(file_of("weights.bin", "4", "8")) == Floats{1.5F, 2.5F});
  CHECK(y_of(file_of("weights.bin", "4", "")) == Floats{1.5F, 2.5F});
  const auto refusal = [&](const File& file) -> std::string {
    try {
      y_of(file);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal(file_of("weights.bin", "8", "8")) ==
        "f.onnx: tensor \"c\": its data is beyond the end of weights.bin");
  CHECK(refusal(file_of("weights.bin", "99", "")) ==
        "f.onnx: tensor \"c\": its data is beyond the end of weights.bin");
  CHECK(refusal(file_of("weights.bin", "-4", "8")) ==
        "f.onnx: tensor \"c\": its offset or length is not a number");
  CHECK(refusal(file_of("../weights.bin", "", "")) ==
        "f.onnx: tensor \"c\": \"../weights.bin\" is not a file in the same folder");
  CHECK(file_of("weights.bin", "", "").refusal() ==
        "f.onnx: tensor \"c\": its data is in another file");
}

#endif
