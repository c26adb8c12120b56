#include "model/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace melsift::model {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little,
              "tensors are copied as they are in memory");

constexpr std::uint64_t kLargestHeader =
    100'000'000;  // bytes; the reference implementation's bound
constexpr std::string_view kMetadata = "__metadata__";
constexpr std::string_view kRead = "F32";

[[noreturn]] void corrupt(const std::string& name, const std::string& detail) {
  throw Error(ErrorKind::corrupt, name, detail);
}

// A tensor's entry in the header, checked against the size of the data.
struct Entry {
  std::string name;
  std::string dtype;
  std::vector<long> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

Entry read_entry(const std::string& file, const std::string& name, const Json& json,
                 std::uint64_t data_size) {
  const std::string where = "tensor \"" + name + "\"";
  try {
    Entry entry;
    entry.name = name;
    entry.dtype = json.at("dtype").get<std::string>();
    std::uint64_t count = 1;
    for (const Json& extent : json.at("shape")) {
      const std::uint64_t value = extent.get_ref<const Json::number_unsigned_t&>();
      if (value != 0 && count > (std::uint64_t{1} << 40) / value)
        corrupt(file, where + " is too large");
      count *= value;
      entry.shape.push_back(static_cast<long>(value));
    }
    const auto& offsets = json.at("data_offsets");
    if (offsets.size() != 2) corrupt(file, where + " has no two data offsets");
    entry.begin = offsets[0].get_ref<const Json::number_unsigned_t&>();
    entry.end = offsets[1].get_ref<const Json::number_unsigned_t&>();
    if (entry.begin > entry.end || entry.end > data_size)
      corrupt(file, where + " ends at byte " + std::to_string(entry.end) + " of " +
                        std::to_string(data_size) + "; the file is truncated or damaged");
    if (entry.dtype == kRead && entry.end - entry.begin != count * sizeof(float))
      corrupt(file, where + " has a size that differs from its shape");
    return entry;
  } catch (const Json::exception&) {
    corrupt(file, where + " has a malformed entry");
  }
}

}  // namespace

std::string write_safetensors(const Safetensors& content) {
  Json header;
  if (!content.metadata.empty()) header[std::string(kMetadata)] = content.metadata;
  std::uint64_t offset = 0;
  for (const Tensor& tensor : content.tensors) {
    const std::uint64_t end = offset + tensor.values.size() * sizeof(float);
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');
  const std::uint64_t length = text.size();
  std::string bytes;
  bytes.reserve(sizeof length + text.size() + offset);
  bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += text;
  for (const Tensor& tensor : content.tensors)
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float));
  return bytes;
}

void TensorView::copy_to(float* to) const {
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
}

Safetensors read_safetensors(std::string_view bytes, const std::string& name) {
  SafetensorsView view = view_safetensors(bytes, name);
  Safetensors content;
  content.metadata = std::move(view.metadata);
  content.left_out = std::move(view.left_out);
  for (TensorView& from : view.tensors) {
    Tensor& tensor = content.tensors.emplace_back();
    tensor.name = std::move(from.name);
    tensor.shape = std::move(from.shape);
    tensor.values.resize(from.size());
    from.copy_to(tensor.values.data());
  }
  return content;
}

SafetensorsView view_safetensors(std::string_view bytes, const std::string& name) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length)
    corrupt(name, "is not a safetensors file: shorter than 8 bytes");
  std::memcpy(&length, bytes.data(), sizeof length);
  bytes.remove_prefix(sizeof length);
  if (length > kLargestHeader)
    corrupt(name, "is not a safetensors file: its header would be too long");
  if (length > bytes.size()) corrupt(name, "is truncated in its header");
  const Json header = Json::parse(bytes.substr(0, length), nullptr, false);
  if (!header.is_object())
    corrupt(name, "is not a safetensors file: its header is not a JSON object");
  bytes.remove_prefix(length);

  SafetensorsView content;
  std::vector<Entry> entries;
  for (const auto& [key, value] : header.items()) {
    if (key != kMetadata) {
      entries.push_back(read_entry(name, key, value, bytes.size()));
      continue;
    }
    if (!value.is_object()) corrupt(name, "its metadata is not a JSON object");
    for (const auto& [field, text] : value.items()) {
      if (!text.is_string()) corrupt(name, "its metadata \"" + field + "\" is not text");
      content.metadata[field] = text.get<std::string>();
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
  std::uint64_t expected = 0;
  for (Entry& entry : entries) {
    if (entry.begin != expected)
      corrupt(name, "tensor \"" + entry.name + "\" leaves a gap or overlaps another");
    expected = entry.end;
    if (entry.dtype == kRead)
      content.tensors.push_back({std::move(entry.name), std::move(entry.shape),
                                 bytes.substr(entry.begin, entry.end - entry.begin)});
    else
      content.left_out.emplace(std::move(entry.name), std::move(entry.dtype));
  }
  if (expected != bytes.size()) corrupt(name, "has bytes after its last tensor");
  return content;
}

void require_all(const std::map<std::string, std::string>& left_out, const std::string& name) {
  if (left_out.empty()) return;
  const auto& [tensor, dtype] = *left_out.begin();
  throw Error(ErrorKind::unsupported, name,
              "tensor \"" + tensor + "\" is " + dtype + ", expected F32");
}

}  // namespace melsift::model
