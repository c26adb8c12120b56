// The safetensors container: named tensors after a JSON header, as documented by Hugging Face
// (github.com/huggingface/safetensors, "Format").
//
//   u64 little-endian      n, the header's length
//   n bytes                JSON: {"__metadata__": {"key": "text", ...},
//                                 "name": {"dtype": "F32", "shape": [..], "data_offsets": [begin,
//                                 end]}, ...}
//   the rest               the tensors' bytes, little-endian, row-major, without gaps
//
// Loading a file can't run code: it contains only numbers and text.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::model {

struct Tensor {
  std::string name;
  std::vector<long> shape;
  std::vector<float> values;  // row-major; their number is the product of the shape
};

struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::vector<Tensor> tensors;
  std::map<std::string, std::string> left_out;  // name and type of the tensors that are not F32
};

// A tensor whose values are still in the file's bytes.
struct TensorView {
  std::string name;
  std::vector<long> shape;
  std::string_view bytes;  // little-endian floats without alignment

  std::size_t size() const { return bytes.size() / sizeof(float); }  // values
  // `to` has space for size() values.
  void copy_to(float* to) const;
};

// Valid as long as the bytes from which it was read.
struct SafetensorsView {
  std::map<std::string, std::string> metadata;
  std::vector<TensorView> tensors;
  std::map<std::string, std::string> left_out;  // name and type of the tensors that are not F32
};

// The bytes of the file.  The header is padded with blanks to a multiple of 8, so that the data are
// aligned.
std::string write_safetensors(const Safetensors& content);

// Reads the header; tensors are in the order of their data.  Only F32 is read; tensors of other
// types are left out.  Throws Error corrupt, beginning with `name`, if the header is truncated or
// not JSON, and if offsets leave gaps, overlap, or don't fit the shape or the file.
SafetensorsView view_safetensors(std::string_view bytes, const std::string& name);

// The same, with the values copied.
Safetensors read_safetensors(std::string_view bytes, const std::string& name);

// Throws Error unsupported, beginning with the file's `name`, if a tensor was left out.  For files
// that need all of their tensors.
void require_all(const std::map<std::string, std::string>& left_out, const std::string& name);

}  // namespace melsift::model
